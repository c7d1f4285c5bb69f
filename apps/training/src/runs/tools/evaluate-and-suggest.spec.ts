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
  room.toolkit.play(job, syntheticRun({ jobName: name, totalSteps: 300, ...options }));
  return job.id;
}
const alone = { include_dataset: false, include_nlp: false };
const error = (code: string) => ({ isError: true, text: expect.stringMatching(new RegExp(`^${code}: `)) });

describe('an evaluation', () => {
  it('is told at the top and in full', async () => {
    const { value } = await room.client.call('evaluate-lora', { job_id: ran('fox_lora'), ...alone });
    const { evaluation, overall_score, grade, passed } = value;
    expect(evaluation).toMatchObject({ overall_score, grade, passed, pass_threshold: 70, diagnostics: [] });
    expect(value).toMatchObject({ passed: true, inputs: { log_lines: 1000, max_dataset_files: 2000 } });
  });

  it('counts the data set and the captions of the job', async () => {
    const analysis = datasetLike({ caption_coverage_pct: 50 });
    room.scanner.sets.set('/toolkit/datasets/foxes', { analysis, captions: ['a fox', 'a fox'] });
    const { value } = await room.client.call('evaluate-lora', { job_id: ran('fox_lora') });
    expect(value).toMatchObject({
      evaluation: { components: { dataset: 77.5, caption_quality: expect.any(Number) } },
      run_report: {
        alerts: expect.arrayContaining([expect.objectContaining({ code: 'CAPTION_TOO_SHORT' })]),
      },
    });
  });

  it('goes by the weights and the threshold of the caller', async () => {
    const [job_id, rubric_weights] = [ran('fox_lora'), { convergence: 1, stability: 0, speed: 0 }];
    const { value } = await room.client.call('evaluate-lora', {
      job_id,
      ...alone,
      rubric_weights,
      pass_threshold: 99,
    });
    expect(value).toMatchObject({ passed: false, evaluation: { weights: { convergence: 1, stability: 0 } } });
    const none = { convergence: 0, stability: 0, speed: 0 };
    const refused = room.client.call('evaluate-lora', { job_id, ...alone, rubric_weights: none });
    await expect(refused).resolves.toMatchObject(error('invalid_argument'));
  });

  it('of a job that is not there is an error', async () => {
    await expect(room.client.call('evaluate-lora', { job_id: 'gone' })).resolves.toMatchObject(
      error('job_not_found'),
    );
  });
});

describe('the next experiment', () => {
  it('is proposed for the best of the runs', async () => {
    const [poor, good] = [ran('poor', { scenario: 'nan' }), ran('good')];
    const { value } = await room.client.call('suggest-next-experiment', {
      job_ids: [poor, good, 'gone'],
      ...alone,
    });
    expect(value).toMatchObject({
      selected_job_id: good,
      selected_run_report: { job_id: good },
      candidate_scores: [{ job_id: good }, { job_id: poor }],
      skipped_candidates: [{ job_id: 'gone', reason: 'job_not_found' }],
      recommendation: { validation_plan: [expect.any(String), expect.any(String), expect.any(String)] },
    });
    const { recommendation_type, proposed } = value;
    expect(value['recommendation']).toMatchObject({ recommendation_type, proposed });
  });

  it('looks at the five newest jobs when none are named', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ran(name));
    const { value } = await room.client.call('suggest-next-experiment', alone);
    const scored = (value['candidate_scores'] as { job_id: string }[]).map(({ job_id }) => job_id);
    expect(new Set(scored)).toEqual(new Set(ids.slice(1)));
  });

  it('is an error when no run can be evaluated', async () => {
    const suggest = (args: object) => room.client.call('suggest-next-experiment', { ...alone, ...args });
    await expect(suggest({})).resolves.toMatchObject(error('no_evaluable_candidates'));
    await expect(suggest({ job_id: 'gone' })).resolves.toMatchObject(error('job_not_found'));
    await expect(suggest({ job_ids: ['gone', 'lost'] })).resolves.toMatchObject(
      error('no_evaluable_candidates'),
    );
  });
});
