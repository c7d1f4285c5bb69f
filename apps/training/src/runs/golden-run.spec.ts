import { openRunRoom, type RunRoom } from '../../../../test/training/run-room.js';

const LOG = [
  'step=10 loss: 1.20 speed 0.03 it/s',
  'step=20 loss: 1.10 speed 0.03 it/s',
  'step=30 loss: 1.04 speed 0.04 it/s',
].join('\n');
const PROCESS = {
  type: 'diffusion_trainer',
  model: { name_or_path: 'runwayml/stable-diffusion-v1-5', arch: 'sd15' },
  train: { steps: 1_000, lr: 0.0002, batch_size: 1 },
  network: { linear: 16, linear_alpha: 16 },
  datasets: [{ folder_path: '/toolkit/datasets/foxes', resolution: [768] }],
};

let room: RunRoom;
let jobId: string;
beforeEach(async () => {
  room = await openRunRoom();
  const kept = { log: LOG };
  const config = { job: 'extension', config: { name: 'crawl', process: [PROCESS] } };
  jobId = room.toolkit.addJob({
    name: 'crawl',
    config,
    kept,
    status: 'completed',
    speed_string: '0.03 it/s',
  }).id;
});
afterEach(() => room.close());

const near = (value: number) => expect.closeTo(value, 2);
const alone = { include_dataset: false, include_nlp: false };

it('reads a run that hardly moves as one that hardly moves, from the log to the next experiment', async () => {
  const { value } = await room.client.call('get-training-observability', { job_id: jobId, ...alone });
  expect(value).toMatchObject({
    overall_health: 'critical',
    speed_analysis: {
      iter_per_sec: { count: 4, mean: 0.0325 },
      trend: 'speeding_up',
      trend_delta_pct: near(16.67),
      status: 'critical',
    },
    quality_analysis: { improvement_pct: near(13.33), trend: 'improving' },
    alerts: [{ severity: 'critical', category: 'speed', code: 'SPEED_CRITICAL' }],
    run_report: { metrics: { convergence_score: near(56.66), stability_score: 90 } },
    evaluation: {
      overall_score: near(63.33),
      grade: 'D',
      passed: false,
      components: { speed: 35, dataset: null, caption_quality: null },
    },
    next_experiment: {
      recommendation_type: 'convergence',
      parameter: 'steps',
      current: 1_000,
      proposed: 1_350,
    },
    intelligence: {
      scores: { overall: near(63.75) },
      confidence: 0.71,
      bottlenecks: [
        {
          code: 'THROUGHPUT_LOW',
          severity: 'critical',
          confidence: 0.95,
          confidence_source: 'alert_category_max',
        },
      ],
      context: { model_family: 'sd_like', run_class: 'smoke', speed_curve_thresholds: { poor: 0.032 } },
      decision_gates: {
        ready_for_long_run: false,
        requires_immediate_stop: false,
        requires_dataset_repair: false,
        requires_caption_repair: false,
        safe_to_export: false,
      },
    },
  });
});

it('says the same in every tool', async () => {
  const { value: evaluated } = await room.client.call('evaluate-lora', { job_id: jobId, ...alone });
  expect(evaluated).toMatchObject({ overall_score: near(63.33), grade: 'D', passed: false });
  const { value: next } = await room.client.call('suggest-next-experiment', { job_id: jobId, ...alone });
  expect(next).toMatchObject({
    selected_job_id: jobId,
    recommendation_type: 'convergence',
    parameter: 'steps',
    proposed: 1_350,
    recommendation: { parameter: 'steps', proposed: 1_350 },
    candidate_scores: [{ job_id: jobId, grade: 'D' }],
  });
});
