import { Roots } from './roots.js';

const roots = new Roots([{ name: 'work', path: '/srv/work', writable: true }]);

it.each([
  ['work', ''],
  ['work/', ''],
  ['work/./a//b/', 'a/b'],
  ['work/..a/b..', '..a/b..'],
])('reads %s', (path, inside) => {
  expect(roots.place(path).inside).toBe(inside);
});

it.each([
  'work/..',
  'work/a/../../b',
  '..',
  '/srv/work/a',
  '/etc/passwd',
  'other/a',
  '',
  'work/a\0b',
  `work/${'a'.repeat(5_000)}`,
])('refuses %j without telling where the root is', (path) => {
  expect(() => roots.place(path)).toThrow(/^path: (?!.*\/srv)/);
});
