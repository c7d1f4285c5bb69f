import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaFiles } from './schema-files.js';

const FOLDER = join(import.meta.dirname, '../schemas');

describe('the published schemas', () => {
  it('are those that the tools answer by: npm run training:schemas writes them', async () => {
    const made = await schemaFiles();
    expect((await readdir(FOLDER)).toSorted()).toEqual([...made.keys()].toSorted());
    for (const [name, text] of made)
      expect([name, await readFile(join(FOLDER, name), 'utf8')]).toEqual([name, text]);
  });

  it('are strict at the top, and each has a name and a version', async () => {
    for (const [name, text] of await schemaFiles()) {
      const [tool = ''] = name.split('.');
      expect(JSON.parse(text)).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:switchyard:training:${tool}:1.0.0`,
        type: 'object',
        additionalProperties: false,
      });
    }
  });
});
