import fc from 'fast-check';
import type { ModelCall } from '../../api/library-views.js';
import { axisOf, firstTokenText, inWords, niceAbove, pointsByModel, rateText } from './rates.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const call = (model: string, minutesAgo: number, rate: number | null): ModelCall => ({
  request_id: 'req-1',
  started_at: new Date(NOW - minutesAgo * 60_000).toISOString(),
  endpoint: 'chat',
  model,
  provider: 'ollama',
  service: 'n8n',
  client: 'n8n',
  origin: null,
  trace_id: null,
  duration_ms: 900,
  first_token_ms: 90,
  input_tokens: 10,
  output_tokens: 40,
  output_tokens_per_sec: rate,
  outcome: 'ok',
  finish_reason: 'stop',
});

it('calls become points by model, the oldest first, without those that have no speed', () => {
  const points = pointsByModel([
    call('a', 1, 52),
    call('b', 2, 10),
    call('a', 30, 31),
    call('a', 5, null),
    call('b', 1, 0),
  ]);
  expect(points.get('a')?.map(({ rate }) => rate)).toEqual([31, 52]);
  expect(points.get('b')).toHaveLength(1);
});

it('charts beside each other have one axis that holds every point, and ends now', () => {
  const points = pointsByModel([call('a', 1, 52), call('b', 40, 118)]);
  expect(axisOf(points.values(), NOW)).toEqual({ from: NOW - 40 * 60_000, to: NOW, top: 200 });
  expect(axisOf([], NOW)).toEqual({ from: NOW - 60_000, to: NOW, top: 1 });
});

it('the top of an axis is a round number, at or above the value and never far from it', () => {
  fc.assert(
    fc.property(fc.double({ min: 1.01, max: 1e6, noNaN: true }), (value) => {
      const top = niceAbove(value);
      expect(top).toBeGreaterThanOrEqual(value);
      expect(top).toBeLessThanOrEqual(2.5 * value);
      expect(String(top)).toMatch(/^[125]0*$/);
    }),
  );
});

it('a chart is told in words', () => {
  const points = pointsByModel([call('a', 40, 31), call('a', 1, 52), call('b', 2, 9.5)]);
  expect(inWords(points.get('a') ?? [], NOW)).toBe(
    '2 calls in 40 min: 31 to 52 tokens per second, the last one 52.',
  );
  expect(inWords(points.get('b') ?? [], NOW)).toBe(
    '1 call in 2 min: 9.5 tokens per second, the last one 9.5.',
  );
  expect(inWords([], NOW)).toBe('No call is known whose speed could be drawn.');
});

it.each([
  [null, '–'],
  [undefined, '–'],
  [142.4, '142 ms'],
  [2_300, '2 s'],
])('a first token after %p ms is written %s', (ms, text) => {
  expect(firstTokenText(ms)).toBe(text);
});

it.each([
  [0.842, '0.84'],
  [9.46, '9.5'],
  [52.4, '52'],
  [1234.5, '1,235'],
])('%d tokens per second are written %s', (rate, text) => {
  expect(rateText(rate)).toBe(text);
});
