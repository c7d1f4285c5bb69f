import { openRunRoom, type RunRoom } from '../../../../../test/training/run-room.js';
import { syntheticRun, type SyntheticOptions } from '../../../../../test/training/synthetic-log.js';

let room: RunRoom;
beforeEach(async () => {
  room = await openRunRoom();
});
afterEach(() => room.close());

function ran(name: string, options: SyntheticOptions = {}): string {
  const job = room.toolkit.addJob({ name });
  room.toolkit.play(job, syntheticRun({ jobName: name, totalSteps: 300, ...options }));
  return job.id;
}
const compare = (args: Record<string, unknown> = {}) =>
  room.client.call('compare-training-runs', { include_dataset: false, ...args });
const reasonFor = (code: string) => ({
  isError: true,
  text: expect.stringMatching(new RegExp(`^${code}: `)),
});

it('ranks runs, and says how far each is from the winner and by which rule', async () => {
  const [good, slow, broken] = [
    ran('good'),
    ran('slow', { scenario: 'slow' }),
    ran('broken', { scenario: 'nan' }),
  ];
  const { value } = await compare({ job_ids: [broken, slow, good, good] });
  expect(value).toMatchObject({
    compared_count: 3,
    skipped_runs: [],
    inputs: { job_ids: [broken, slow, good], log_lines: 800, include_nlp: false },
    ranking: {
      winner_job_id: good,
      ranking: [
        { job_id: good, rank: 1, delta_to_winner: { total: 0, total_band: 'negligible' } },
        { job_id: slow, rank: 2, delta_to_winner: { component_bands: { speed: 'large', dataset: null } } },
        {
          job_id: broken,
          rank: 3,
          scores: { weights: { convergence: 0.4444, dataset: 0 } },
          delta_to_winner: {
            band_source: {
              id: 'absolute_delta_thresholds_v1',
              units: 'score_points',
              thresholds: { negligible_lte: 2, moderate_lte: 8, large_gt: 8 },
            },
          },
        },
      ],
    },
  });
});

it('takes the newest jobs when none are named', async () => {
  const ids = ['a', 'b', 'c'].map((name) => ran(name));
  const { value } = await compare({ limit: 2 });
  expect(value).toMatchObject({
    compared_count: 2,
    inputs: { job_ids: [ids[2], ids[1]], requested_job_ids: [] },
  });
});

it('names the runs that it could not compare, each with the reason', async () => {
  const [done, running] = [ran('done'), ran('running', { steps: 100 })];
  const args = { job_ids: [done, running, 'gone'], only_terminal_runs: true };
  expect((await compare(args)).value).toMatchObject({
    compared_count: 1,
    ranking: { winner_job_id: done, score_spread: 0 },
    skipped_runs: [
      { job_id: running, reason: 'non_terminal_status', status: 'running' },
      { job_id: 'gone', reason: 'job_not_found' },
    ],
  });
});

it('does not take a job that still ends for one that has ended', async () => {
  const id = ran('ending', { steps: 100 });
  room.toolkit.named('ending').stop = true;
  const { value } = await compare({ job_ids: [id, ran('done')], only_terminal_runs: true });
  expect(value['skipped_runs']).toEqual([{ job_id: id, reason: 'non_terminal_status', status: 'stopping' }]);
});

it('lets no job win that never ran', async () => {
  const done = ran('done', { scenario: 'slow' });
  const { id } = room.toolkit.addJob({ name: 'fresh' });
  expect((await compare()).value).toMatchObject({
    ranking: { winner_job_id: done },
    skipped_runs: [{ job_id: id, reason: 'nothing_recorded', status: 'stopped' }],
  });
});

it('is an error, and not a comparison without a winner, when no run is left', async () => {
  await expect(compare()).resolves.toMatchObject(reasonFor('no_comparable_runs'));
  await expect(compare({ job_ids: ['gone'] })).resolves.toMatchObject({
    isError: true,
    text: expect.stringContaining('"gone" job_not_found'),
  });
});

it('goes on when one log cannot be read, and ends when the backend takes no token', async () => {
  const [bad, good] = [ran('bad'), ran('good')];
  room.toolkit.instead = ({ path }) =>
    path[2] === 'loss' ? { status: 500, body: { error: 'locked' } } : undefined;
  const warning = expect.stringContaining('The loss could not be read') as string;
  expect((await compare()).value).toMatchObject({ compared_count: 2, warnings: [warning, warning] });
  room.toolkit.instead = ({ path }) =>
    path[1] === bad && path[2] === 'log' ? { status: 500, body: { error: 'disk' } } : undefined;
  expect((await compare()).value).toMatchObject({
    ranking: { winner_job_id: good },
    skipped_runs: [{ job_id: bad, reason: 'collection_failed', error: 'backend_failed' }],
  });
  room.toolkit.token = 'needed-now';
  await expect(compare({ job_ids: [bad, good] })).resolves.toMatchObject(reasonFor('backend_unauthorized'));
});
