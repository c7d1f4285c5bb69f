import { CheckCache, type Remembered } from './check-cache.js';

const entry: Remembered = { facts: { size: 1, head: '', check: { kind: 'corrupt' } } };

it('forgets what was not asked for the longest', () => {
  const cache = new CheckCache(2);
  cache.put('a', entry);
  cache.put('b', entry);
  cache.get('a');
  cache.put('c', entry);
  expect(['a', 'b', 'c'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true]);
});
