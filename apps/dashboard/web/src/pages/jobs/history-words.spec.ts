import { countText, keptText, olderInAudit } from './history-words.js';

const ALL = { node: undefined, service: undefined, state: undefined };

it('a count is a least one while older jobs may follow', () => {
  expect(countText(50, 50, true)).toBe('At least 50 jobs');
  expect(countText(12, 12, false)).toBe('12 jobs');
  expect(countText(1, 1, false)).toBe('1 job');
  expect(countText(3, 50, true)).toBe('3 of at least 50 jobs');
});

it('how long a job is kept is said in words', () => {
  expect(keptText({ seconds: 43_200, jobs: 1_000 })).toBe(
    'A job is kept for 12 h after its end; of a node at most the newest 1,000 that were done, and as many that were not.',
  );
});

it('what is older is looked for in the audit before the oldest that is shown, on the same node and service', () => {
  const until = '2026-11-22T01:00:00.000Z';
  expect(olderInAudit(until, ALL)).toEqual({ result: 'intent', range: 'custom', until });
  expect(olderInAudit(undefined, { ...ALL, node: 'gpu-1' })).toEqual({
    result: 'intent',
    resource: 'gpu-1/*',
  });
  expect(olderInAudit(undefined, { ...ALL, node: 'gpu-1', service: 'vllm' }).resource).toBe('gpu-1/vllm');
});
