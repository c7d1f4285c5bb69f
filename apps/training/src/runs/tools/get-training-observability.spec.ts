import { DomainError } from '@app/kernel';
import { datasetLike } from '../../../../../test/training/analyses.js';
import { openRunRoom, type RunRoom } from '../../../../../test/training/run-room.js';
import { syntheticRun, type SyntheticOptions } from '../../../../../test/training/synthetic-log.js';

let room: RunRoom;
beforeEach(async () => {
  room = await openRunRoom();
});
afterEach(() => room.close());

function ran(name: string, options: SyntheticOptions = {}): string {
  const job = room.toolkit.addJob({ name });
  room.toolkit.play(job, syntheticRun({ jobName: name, totalSteps: 400, ...options }));
  return job.id;
}
const observe = (args: Record<string, unknown>) => room.client.call('get-training-observability', args);

it('tells everything about a healthy run, and shows the same as text', async () => {
  room.scanner.sets.set('/toolkit/datasets/foxes', {
    analysis: datasetLike(),
    captions: ['a red fox sleeps in deep snow', 'two grey foxes run over wet stones'],
  });
  const id = ran('fox_lora');
  const { value, text, isError } = await observe({ job_id: id });
  expect(isError).toBe(false);
  expect(JSON.parse(text)).toEqual(value);
  expect(value).toMatchObject({
    job_id: id,
    generated_at: '2026-10-02T08:30:15.250Z',
    analysis_mode: 'deep_log_intelligence',
    overall_health: 'healthy',
    status_snapshot: { status: 'completed', current_step: 400 },
    system_snapshot: { gpu_name: 'NVIDIA GeForce RTX 4090' },
    config_context: { config_source: 'job_payload', resolved_config_name: 'fox_lora' },
    logs: { requested_line_count: 500 },
    dataset_resolution: { dataset_path: '/toolkit/datasets/foxes', dataset_source: 'config' },
    alerts: [],
    evaluation: { passed: true, pass_threshold: 70 },
    intelligence: {
      decision_gates: { requires_immediate_stop: false },
      context: { model_family: 'flux_flex' },
    },
    inputs: {
      lines: 500,
      max_dataset_files: 5000,
      excerpt_lines: 120,
      baseline_limit: 5,
      baseline_job_ids: [],
    },
    baseline_comparison: { skipped: true },
  });
  expect(room.scanner.asked).toEqual([{ path: '/toolkit/datasets/foxes', maxFiles: 5000 }]);
  expect(value).not.toHaveProperty('raw_log_excerpt');
});

it('shows the last loss as the last one, not as the largest', async () => {
  const { value } = await observe({ job_id: ran('fox_lora') });
  const { last, max } = (value['quality_analysis'] as { loss: { last: number; max: number } }).loss;
  expect(last).toBeLessThan(max / 2);
});

it('asks for a stop when the loss became NaN, and for a lower rate next', async () => {
  const { value } = await observe({ job_id: ran('fox_lora', { scenario: 'nan' }) });
  expect(value).toMatchObject({
    overall_health: 'critical',
    intelligence: {
      bottlenecks: expect.arrayContaining([expect.objectContaining({ code: 'QUALITY_NUMERICAL' })]),
      decision_gates: { requires_immediate_stop: true, safe_to_export: false },
    },
    next_experiment: { parameter: 'learning_rate', current: 0.0001, proposed: 0.00007 },
  });
});

it('sees that memory ran out', async () => {
  const { value } = await observe({
    job_id: ran('fox_lora', { scenario: 'out-of-memory' }),
    include_dataset: false,
  });
  expect(value).toMatchObject({
    overall_health: 'critical',
    error_analysis: { severity: 'critical', category_counts: { oom: expect.any(Number) } },
    next_experiment: { recommendation_type: 'memory' },
  });
});

it('leaves out what was not asked for, and says so', async () => {
  const off = {
    include_dataset: false,
    include_nlp: false,
    include_evaluation: false,
    include_next_experiment: false,
  };
  const { value } = await observe({ job_id: ran('fox_lora'), ...off });
  const skipped = { skipped: true };
  expect(value).toMatchObject({
    dataset_analysis: skipped,
    nlp_analysis: skipped,
    evaluation: skipped,
    next_experiment: skipped,
    baseline_comparison: skipped,
    intelligence: { scores: { dataset: null } },
  });
  expect(room.scanner.asked).toEqual([]);
});

it('shows as many last lines of the log as were asked for', async () => {
  const { value } = await observe({
    job_id: ran('fox_lora'),
    include_raw_log_excerpt: true,
    excerpt_lines: 10,
  });
  expect(value['raw_log_excerpt']).toHaveLength(10);
});

it('names a job that is not there, as an error', async () => {
  await expect(observe({ job_id: 'nobody' })).resolves.toMatchObject({
    isError: true,
    text: expect.stringMatching(/^job_not_found/),
  });
});

it('takes a job that has not begun for one of which nothing is known', async () => {
  const { id } = room.toolkit.addJob({ name: 'waiting', status: 'queued', info: 'Job queued' });
  const { value, isError } = await observe({ job_id: id, include_dataset: false });
  expect(isError).toBe(false);
  expect(value).toMatchObject({
    run_report: { metrics: { convergence_score: null, speed_mean_iter_per_sec: null } },
    logs: { analyzed_line_count: 0 },
  });
});

it('still answers when the backend can say nothing of its GPU', async () => {
  room.toolkit.instead = ({ path }) =>
    path[0] === 'gpu' ? { status: 500, body: { error: 'no' } } : undefined;
  const { value } = await observe({ job_id: ran('fox_lora'), include_dataset: false });
  expect(value).toMatchObject({ system_snapshot: { gpu_name: null, unavailable: [{ part: 'gpu' }] } });
});

describe('among others', () => {
  const withOthers = { include_baseline_comparison: true, include_dataset: false, include_nlp: false };

  it('a run has its place', async () => {
    const slow = ran('slow', { scenario: 'slow' });
    const id = ran('good');
    const { value } = await observe({ job_id: id, ...withOthers });
    expect(value['baseline_comparison']).toMatchObject({
      enabled: true,
      compared_job_ids: [slow],
      skipped_baselines: [],
      position: { found: true, job_id: id, rank: 1, total: 2, percentile: 100, rank_source: 'reported_rank' },
      ranking: [
        { job_id: id, delta_to_winner: { total: 0 } },
        { job_id: slow, rank: 2 },
      ],
    });
  });

  it('is compared with those that were named, never with itself', async () => {
    const [one, two, id] = [ran('one'), ran('two'), ran('three')];
    const named = { baseline_job_ids: [two, id, two, 'gone'] };
    const { value } = await observe({ job_id: id, ...withOthers, ...named });
    expect(value['baseline_comparison']).toMatchObject({
      compared_job_ids: [two],
      skipped_baselines: [{ job_id: 'gone', reason: 'job_not_found' }],
      position: { total: 2 },
    });
    expect(JSON.stringify(value['baseline_comparison'])).not.toContain(one);
  });

  it('the only run is told that there is nothing to compare it with, and the rest of the answer stands', async () => {
    const { value, isError } = await observe({ job_id: ran('alone'), ...withOthers });
    expect(isError).toBe(false);
    expect(value['baseline_comparison']).toEqual({
      enabled: false,
      reason: 'insufficient_baseline_runs',
      compared_job_ids: [],
      skipped_baselines: [],
      candidate_job_ids: [],
    });
  });
});

it.each([
  ['loss', { loss: { last: expect.any(Number) as number }, source: 'log' }],
  ['log', { loss: { count: 400 }, source: 'loss_endpoint' }],
])('still tells of a run whose %s cannot be read, and says so', async (part, quality) => {
  const id = ran('fox_lora');
  room.toolkit.instead = ({ path }) => (path[2] === part ? { status: 500, body: {} } : undefined);
  const { value, isError } = await observe({ job_id: id, include_dataset: false, lines: 20_000 });
  expect(isError).toBe(false);
  const warnings = [expect.stringContaining(`The ${part} could not be read (backend_failed`) as string];
  expect(value).toMatchObject({ warnings, quality_analysis: quality, run_report: { warnings } });
  expect((value['evaluation'] as { diagnostics: string[] }).diagnostics).toContainEqual(warnings[0]);
});

it('is an error when neither losses nor log of a run can be read', async () => {
  const id = ran('fox_lora');
  room.toolkit.instead = ({ path }) =>
    path[2] === 'log' || path[2] === 'loss' ? { status: 500, body: {} } : undefined;
  expect(await observe({ job_id: id })).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^backend_failed: neither/) as string,
  });
});

it('says of a job that never ran that nothing was recorded of it', async () => {
  const { id } = room.toolkit.addJob({ name: 'fox_lora' });
  const { value } = await observe({ job_id: id });
  const nothing = expect.stringContaining('Nothing was recorded') as string;
  expect(value).toMatchObject({ warnings: [nothing] });
  expect((value['evaluation'] as { diagnostics: string[] }).diagnostics).toContainEqual(nothing);
});

it('tells the rest of a run when the backend says nothing of its data set', async () => {
  const id = ran('fox_lora');
  const away = new DomainError('backend_unreachable', 'the training backend cannot be reached');
  room.scanner.sets.set('/toolkit/datasets/foxes', away);
  const { value } = await observe({ job_id: id });
  expect(value).toMatchObject({
    warnings: [expect.stringContaining('The data set could not be looked at') as string],
    dataset_analysis: { skipped: true },
    quality_analysis: { source: 'loss_endpoint' },
  });
  const named = await observe({ job_id: id, dataset_path: '/toolkit/datasets/foxes' });
  expect(named).toMatchObject({ isError: true });
});
