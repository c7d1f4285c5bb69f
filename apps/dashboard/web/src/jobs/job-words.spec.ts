import type { Job } from '../api/ops-views.js';
import { jobTitle, placed } from './job-words.js';

const job = (id: string, state: Job['state'], node: string, second: number): Job => ({
  id,
  node,
  services: ['web'],
  action: 'restart',
  actor: 'ops',
  correlation_id: 'req-1',
  requested_at: new Date(1_000 * second).toISOString(),
  state,
  needs_decision: false,
});

it('a job is named as its plan was', () => {
  expect(jobTitle(job('a', 'active', 'gpu-1', 1))).toBe('Restart web on gpu-1');
});

it('a waiting job has its place in the queue of its node, and says what it waits for', () => {
  const all = [
    job('late', 'waiting', 'local', 5),
    job('soon', 'waiting', 'local', 3),
    job('other', 'waiting', 'gpu-1', 4),
    job('now', 'active', 'local', 1),
  ];
  expect(placed(all).map(({ job: { id }, position, waitsFor }) => [id, position, waitsFor])).toEqual([
    ['now', undefined, undefined],
    ['soon', 1, 'local is busy: Restart web on local'],
    ['other', 1, 'A worker for gpu-1'],
    ['late', 2, 'local is busy: Restart web on local'],
  ]);
});
