import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { parseYaml, readYamlFile } from './yaml-file.js';

const schema = z.strictObject({ servers: z.array(z.strictObject({ port: z.number() })).default([]) });

function problemsOf(text: string): readonly string[] {
  try {
    parseYaml('app.yaml', text, schema);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  throw new Error('the text was accepted');
}

describe('a YAML file', () => {
  it('is typed and frozen', () => {
    const content = parseYaml('app.yaml', 'servers:\n  - port: 1\n', schema);
    expect(content).toEqual({ servers: [{ port: 1 }] });
    expect(Object.isFrozen(content.servers[0])).toBe(true);
  });

  it.each(['', '# nothing but a comment\n'])('may be empty: %j', (text) => {
    expect(parseYaml('app.yaml', text, schema)).toEqual({ servers: [] });
  });

  it('may be absent', async () => {
    await expect(readYamlFile('/nonexistent/app.yaml', schema)).resolves.toEqual({ servers: [] });
  });

  it('is refused with the field and its line', () => {
    expect(problemsOf('servers:\n  - port: 1\n  - port: high\n')).toEqual([
      'line 3: servers[1].port: Invalid input: expected number, received string',
    ]);
  });

  it('is refused with the line of a syntax error', () => {
    expect(problemsOf('servers:\n  - port: [1\n')[0]).toMatch(/^line [23]: /);
  });

  it('is refused when it holds a field that nobody reads', () => {
    expect(problemsOf('serverz: []\n')[0]).toContain('serverz');
  });
});
