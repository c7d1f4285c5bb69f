import { lineFilter } from './log-ring.js';
import { levelOf } from './log-level.js';

it.each([
  ['\u001b[31mERROR\u001b[0m upstream closed', 'error'],
  ['level=warning msg="slow"', 'warning'],
  ['{"level":50,"msg":"x"}', 'error'],
  ['{"level":40,"msg":"x"}', 'warning'],
  ['request finished in 42 ms', 'other'],
  ['no terror here', 'other'],
])('%s is of the level %s, by its own words', (line, level) => {
  expect(levelOf(line)).toBe(level);
});

it('a level shows what is as grave, and graver', () => {
  const line = (text: string) => ({ seq: 0, at: 0, kind: 'stdout' as const, container: 'c', text });
  const kept = (shown: 'warnings' | 'errors') =>
    ['WARN a', 'ERROR b', 'c'].filter((text) => lineFilter('', shown)(line(text)));
  expect([kept('warnings'), kept('errors')]).toEqual([['WARN a', 'ERROR b'], ['ERROR b']]);
});
