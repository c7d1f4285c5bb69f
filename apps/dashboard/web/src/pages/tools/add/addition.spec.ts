import type { CatalogOption } from '../../../api/tool-registry.js';
import { additionOf, additionProblems, additionView, NO_ADDITION, nameOf } from './addition.js';

const option: CatalogOption = {
  choice: { package: 0 },
  kind: 'npm',
  identifier: '@x/files',
  version: '1.0.0',
  asks: [
    { name: 'folder', required: true, repeated: true },
    { name: 'mode', required: true, repeated: false, default: 'read' },
  ],
  env: { required: ['TOKEN'], optional: [] },
  problems: [],
};
const files = { ...NO_ADDITION, item: 'files' };

it('a server of the catalogue has its name there, and the answers to what it asks', () => {
  expect(nameOf(files)).toBe('files');
  expect(additionProblems(files, option)).toEqual({ 'answer folder': 'It is required.' });
  const draft = { ...files, server: 'docs', answers: { folder: '/a\n/b', mode: '' } };
  expect(additionProblems(draft, option)).toEqual({});
  expect(additionOf(draft, option)).toEqual({
    server: 'docs',
    catalog: 'files',
    choice: { package: 0, values: { folder: ['/a', '/b'] } },
  });
});

it('an answer that is none of the choices, and an option that the router cannot run, are said before the plan', () => {
  const draft = { ...files, answers: { folder: '/a', mode: 'shred' } };
  const asks = option.asks.map((asked) =>
    asked.name === 'mode' ? { ...asked, choices: ['read', 'write'] } : asked,
  );
  expect(additionProblems(draft, { ...option, asks })).toEqual({ 'answer mode': 'One of read, write.' });
  expect(
    additionProblems(draft, { ...option, problems: ['version: wanted an exact version'] }),
  ).toHaveProperty('option');
});

it('the plan of a server of the catalogue shows what was answered', () => {
  const draft = { ...files, answers: { folder: '/a\n/b', mode: '' } };
  expect(additionView(draft, option).what).toBe('npm @x/files@1.0.0, folder: /a /b');
});

it("an entry of one's own names its variables and holds no value of them", () => {
  const draft = {
    ...NO_ADDITION,
    source: 'url',
    server: 'web',
    url: 'https://example.com/mcp',
    headers: 'Authorization: Bearer ${TOKEN}',
    required: 'TOKEN',
    clients: 'ana',
  } as const;
  expect(additionProblems(draft, undefined)).toEqual({});
  expect(additionOf(draft, undefined)).toEqual({
    server: 'web',
    entry: {
      url: 'https://example.com/mcp',
      transport: 'streamable-http',
      headers: { Authorization: 'Bearer ${TOKEN}' },
      env_schema: { TOKEN: 'required' },
      allow_clients: ['ana'],
    },
  });
  expect(additionProblems({ ...draft, required: 'TOKEN=secret' }, undefined)).toHaveProperty('required');
});

it('what the registry would refuse is said before', () => {
  const fields = (change: object) =>
    Object.keys(additionProblems({ ...NO_ADDITION, server: 'x', ...change }, undefined));
  expect(fields({ source: 'image', image: 'a b' })).toEqual(['image']);
  expect(fields({ source: 'command' })).toEqual(['command']);
  expect(fields({ source: 'url', url: 'https://me:secret@example.com' })).toEqual(['url']);
  expect(fields({ source: 'command', command: 'npx', server: 'Big Name' })).toEqual(['server']);
  expect(fields({ source: 'command', command: 'npx', server: 'servers' })).toEqual(['server']);
});
