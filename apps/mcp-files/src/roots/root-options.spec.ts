import { openRoots } from './open-roots.js';
import { rootOptions } from './root-options.js';

it('reads roots of the command line, and which of them are read-only', () => {
  expect(rootOptions(['--root', 'work=/srv/work', '--root=docs=/srv/a=b:ro'], {})).toEqual([
    { name: 'work', path: '/srv/work', writable: true },
    { name: 'docs', path: '/srv/a=b', writable: false },
  ]);
});

it('reads roots of the environment only when the command line has none', () => {
  const env = { MCP_FILES_ROOTS: 'a=/a:ro\nb=/b, c=/c' };
  expect(rootOptions([], env).map(({ name, writable }) => [name, writable])).toEqual([
    ['a', false],
    ['b', true],
    ['c', true],
  ]);
  expect(rootOptions(['--root', 'd=/d'], env).map(({ name }) => name)).toEqual(['d']);
});

it.each([
  ['none at all', []],
  ['a relative path', ['--root', 'work=srv']],
  ['no name', ['--root', '/srv']],
  ['a name with a slash', ['--root', 'a/b=/srv']],
  ['two of a name', ['--root', 'a=/a', '--root', 'a=/b']],
  ['another option', ['--rot', 'a=/a']],
])('refuses %s', (_name, argv) => {
  expect(() => rootOptions(argv, {})).toThrow();
});

it('does not start over a folder that is not there, or is a file', async () => {
  await expect(openRoots([{ name: 'a', path: '/no/such', writable: true }])).rejects.toThrow(
    '"a" cannot be opened',
  );
  await expect(openRoots([{ name: 'a', path: '/proc/version', writable: true }])).rejects.toThrow(
    '"a" is not a folder',
  );
});
