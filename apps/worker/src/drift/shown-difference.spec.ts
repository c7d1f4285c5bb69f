import type { FieldDifference } from './setup-fields.js';
import { secretsIn, shownDifference } from './shown-difference.js';
import type { SetupFields } from './setup-fields.js';

const difference = (given: Partial<FieldDifference>): FieldDifference => ({
  field: 'command',
  key: '',
  change: 'changed',
  running: undefined,
  files: undefined,
  ...given,
});
const command = (...words: string[]) =>
  shownDifference(difference({ files: JSON.stringify(words) }), ['the-value-of-a-variable']).files;

it.each(['environment', 'labels'] as const)('no value of the %s is told, only that there is one', (field) => {
  const shown = shownDifference(difference({ field, key: 'NAME', running: 'one', files: 'two' }), []);
  expect(shown).toEqual({ field, key: 'NAME', change: 'changed', hidden: true });
});

it.each([
  [['serve', '--port', '80'], 'serve --port 80'],
  [['serve', '--api-key', 'sk-1'], 'serve --api-key ***'],
  [['serve', '--api-key=sk-1'], "serve '--api-key=***'".replaceAll("'", '')],
  [['sh', '-c', 'PASSWORD=x run'], "sh -c 'PASSWORD=***'".replaceAll("'", '')],
  [['get', 'https://me:pass@a.example/x'], 'get https://***@a.example/x'],
  [['say', 'it is the-value-of-a-variable'], "say 'it is ***'"],
  [['say', "it's"], String.raw`say 'it'\''s'`],
  [['serve', '--api-key', '-sk1'], 'serve --api-key ***'],
  [['serve', '--no-auth', '--port', '80'], 'serve --no-auth --port 80'],
  [['redis-cli', 'AUTH', 'hunter2'], 'redis-cli AUTH ***'],
  [['sh', '-c', 'serve --requirepass hunter2'], "sh -c 'serve --requirepass ***'"],
  [['sh', '-c', 'serve --requirepass "hunter2"'], "sh -c 'serve --requirepass ***'"],
  [['get', '-H', 'Bearer sk-1'], "get -H 'Bearer ***'"],
  [['serve', '{"password": "hunter2"}'], `serve '{"password": ***'`],
  [['get', 'redis://:a/b@c@a.example'], 'get redis://***@a.example'],
])('of the command %j is told %s', (words, told) => {
  expect(command(...words)).toBe(told);
});

it('in a very long word nobody looks for secrets: it is none that is told', () => {
  expect(command('serve', 'key'.repeat(40_000), 'on')).toBe('serve *** on');
});

it('a very long value is cut', () => {
  expect(shownDifference(difference({ field: 'mounts', files: 'x'.repeat(2_000) }), []).files).toHaveLength(
    501,
  );
});

it('values of variables are secrets where they are no short words, the longer first', () => {
  const environment = new Map([
    ['A', 'on'],
    ['B', 'abcdef'],
    ['C', 'abcdef-and-more'],
  ]);
  const sides = { environment } as unknown as SetupFields;
  expect(secretsIn(['a-known-one', 'short'], sides)).toEqual(['abcdef-and-more', 'a-known-one', 'abcdef']);
});
