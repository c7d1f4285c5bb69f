import {
  syntheticLog,
  syntheticRun,
  type SyntheticOptions,
} from '../../../../test/training/synthetic-log.ts';
import { errorAnalysis, qualityAnalysis, speedAnalysis } from '../contract/index.js';
import { analyzeRun, type RunLog } from './index.js';

const JOB = 'fox_lora';

function analyze(log: string, rest: Partial<RunLog> = {}) {
  return analyzeRun({ log, jobName: JOB, lastLines: 20_000, ...rest });
}

function analyzeSynthetic(options: SyntheticOptions, rest: Partial<RunLog> = {}) {
  const run = syntheticRun({ jobName: JOB, totalSteps: 300, ...options });
  return analyze(run.log, { speedString: run.speedString, ...rest });
}

function pointsOf(options: SyntheticOptions) {
  return syntheticRun({ jobName: JOB, totalSteps: 300, ...options }).losses.map((point) => ({
    step: point.step,
    wallTime: point.wall_time,
    value: point.value,
  }));
}

function bar(done: number, postfix: string, name = JOB, rate = '1.44s/it'): string {
  return `\r${name}:  17%|█▋        | ${done}/3000 [12:00<1:00:00,  ${rate}${postfix}]`;
}

describe('the log of a generic trainer', () => {
  const log = [
    'step=10 loss: 1.20 speed 0.03 it/s',
    'step=20 loss: 1.10 speed 0.03 it/s',
    'step=30 loss: 1.04 speed 0.04 it/s',
  ].join('\n');
  const evidence = analyze(log, { speedString: '0.03 it/s' });

  it('tells the speed, with the word of the backend as the last sample', () => {
    expect(evidence.speed).toEqual({
      iter_per_sec: { count: 4, min: 0.03, max: 0.04, mean: 0.0325, median: 0.03, last: 0.03 },
      trend: 'speeding_up',
      trend_delta_pct: 16.67,
      status: 'critical',
      status_speed_string: '0.03 it/s',
      source: 'log',
      source_hits: { it_per_sec: 4, sec_per_it: 0, ms_per_it: 0 },
    });
  });

  it('tells the course of the loss', () => {
    expect(evidence.quality).toMatchObject({
      loss: { count: 3, min: 1.04, max: 1.2, last: 1.04 },
      improvement_pct: 13.33,
      trend: 'improving',
      flags: [],
      status: 'healthy',
      source: 'log',
    });
  });

  it('has no errors', () => {
    expect(evidence.errors).toMatchObject({ total_mentions: 0, dominant_category: null, severity: 'none' });
    expect(evidence.analyzedLineCount).toBe(3);
  });

  it('is read from bars too, when they show a loss', () => {
    const { speed, quality } = analyze(
      'steps:  17%|█▋  | 500/3000 [12:00<1:00:00, 2.00s/it, avr_loss=0.1]\n' +
        'Downloading:  17%|█▋  | 5/30 [00:01<00:05, 99.0it/s]\n' +
        'Filtering: 500it [00:01, 500.00it/s]\n',
    );
    expect(speed.iter_per_sec).toMatchObject({ count: 1, last: 0.5 });
    expect(quality.loss).toMatchObject({ count: 1, last: 0.1 });
  });
});

describe('the last loss of a run', () => {
  it('is the last, not the greatest', () => {
    expect(analyze('loss: 0.82\nloss: 0.71\nloss: 0.63').quality.loss.last).toBe(0.63);
  });
});

describe('harmless words', () => {
  it.each(['finance report written', '- info: 2 workers', 'Dataset: /data/bedroom', 'zoom', 'lossless webp'])(
    'raise no alarm: %s',
    (line) => {
      const { quality, errors } = analyze(`${line}\nloss: 0.5\nloss: 0.4`);
      expect(quality).toMatchObject({ nan_count: 0, inf_count: 0, status: 'healthy' });
      expect(errors).toMatchObject({ total_mentions: 0, severity: 'none' });
    },
  );
});

describe('the config that is printed at the start', () => {
  it('is no event of the run, whatever its prompts and paths say', () => {
    const prompts = ['an oom, a traceback, an error: loss 9.5 at 99 it/s', 'nan inf timeout ssl'];
    const evidence = analyzeSynthetic({ prompts });
    expect(evidence.errors.total_mentions).toBe(0);
    expect(evidence.quality).toMatchObject({ nan_count: 0, inf_count: 0, loss: { max: expect.any(Number) } });
    expect(evidence.quality.loss.max).toBeLessThan(1);
    expect(evidence.lines.join('\n')).not.toContain('timeout ssl');
  });

  it('is recognized from its middle on, where a long log was cut', () => {
    const log = syntheticLog({ jobName: JOB, totalSteps: 20, prompts: ['an error: out of memory'] });
    expect(analyze(log.slice(log.indexOf('"sample"') - 8)).errors.total_mentions).toBe(0);
  });
});

describe('the bars of a run', () => {
  it('give the speed of the training alone, not that of caches and samples', () => {
    const { speed } = analyzeSynthetic({ secondsPerStep: 1.25 });
    expect(speed.source).toBe('log');
    expect(speed.iter_per_sec.max).toBeLessThan(1);
    expect(speed.source_hits.it_per_sec).toBe(0);
  });

  it('give one sample for a step, though each is drawn twice', () => {
    const { speed, quality } = analyzeSynthetic({ totalSteps: 100, saveEvery: 0 }, { speedString: '' });
    expect(quality.loss.count).toBe(100);
    expect(speed.iter_per_sec.count).toBe(100);
  });

  it('give the number of the last drawing of a step', () => {
    const log = `${bar(500, ', lr: 1.0e-04 loss: 9.000e-01')}${bar(500, ', lr: 1.0e-04 loss: 3.123e-01')}`;
    expect(analyze(log).quality.loss).toMatchObject({ count: 1, last: 0.3123 });
  });

  it('of another run of the same trainer are not mixed in', () => {
    const log = `${bar(1, ', lr: 1.0e-04 loss: 3.000e-01')}${bar(2, ', lr: 1.0e-04 loss: 9.000e-01', 'other')}`;
    expect(analyze(log).quality.loss).toMatchObject({ count: 1, last: 0.3 });
  });

  it('without a speed yet count for the loss', () => {
    const evidence = analyze(bar(1, ', lr: 1.0e-04 loss: 3.000e-01', JOB, '?it/s'));
    expect(evidence.speed.iter_per_sec.count).toBe(0);
    expect(evidence.quality.loss.count).toBe(1);
  });

  it('that are not among the last lines leave the speed to the backend, not to other text', () => {
    const log = `${bar(1, ', lr: 1.0e-04 loss: 3.000e-01')}\nreading 80 it/s\nreading 90 it/s`;
    const { speed } = analyze(log, { lastLines: 2, speedString: '0.50 iter/sec' });
    expect(speed).toMatchObject({ source: 'status', iter_per_sec: { count: 1, last: 0.5 } });
  });
});

describe('a loss that is no number', () => {
  it('is found behind the bar that it was printed after, and its 0 is no sample', () => {
    const { quality, errors } = analyzeSynthetic({ scenario: 'nan' });
    expect(quality).toMatchObject({ nan_count: 100, status: 'critical', flags: ['loss_nan_detected'] });
    expect(quality.loss.min).toBeGreaterThan(0);
    expect(errors).toMatchObject({ dominant_category: 'numerical', severity: 'warning' });
  });

  it('is an empty loss point as well', () => {
    const loss = pointsOf({ scenario: 'nan', nonFiniteAs: null });
    expect(analyze('', { loss }).quality).toMatchObject({ nan_count: 100, status: 'critical' });
  });

  it('is counted once when log and points both tell it', () => {
    const loss = pointsOf({ scenario: 'nan', nonFiniteAs: null });
    expect(analyzeSynthetic({ scenario: 'nan' }, { loss }).quality.nan_count).toBe(100);
  });
});

describe('errors of a run', () => {
  it('tell memory from other failures', () => {
    const { errors } = analyzeSynthetic({ scenario: 'out-of-memory' });
    expect(errors).toMatchObject({ dominant_category: 'oom', severity: 'critical' });
    expect(errors.category_counts).toMatchObject({ oom: 5, traceback: 1, network: 0 });
    expect(errors.sample_lines.oom).toHaveLength(3);
  });

  it('show a failure that is not about memory', () => {
    const { errors } = analyzeSynthetic({ scenario: 'failed' });
    expect(errors.category_counts).toMatchObject({ oom: 0, traceback: 1, generic_error: 1 });
  });

  it('are none for a healthy, a resumed, a slow and a stopped run', () => {
    for (const scenario of ['healthy', 'resumed', 'slow', 'stopped'] as const)
      expect(analyzeSynthetic({ scenario }).errors).toMatchObject({ total_mentions: 0, severity: 'none' });
  });

  it('are none because of what a run is called', () => {
    const jobName = 'error oom nan ssl exception';
    const evidence = analyze(syntheticLog({ jobName, totalSteps: 100 }), { jobName });
    expect(evidence.errors.total_mentions).toBe(0);
    expect(evidence.quality).toMatchObject({ nan_count: 0, status: 'healthy' });
  });
});

describe('loss points', () => {
  it('give loss and speed by the clock, whatever the log shows', () => {
    const { speed, quality } = analyze('loss: 9 at 99 it/s', { loss: pointsOf({ secondsPerStep: 2 }) });
    expect(speed).toMatchObject({ source: 'loss_endpoint', status: 'healthy' });
    expect(speed.iter_per_sec.mean).toBeCloseTo(0.5, 1);
    expect(quality).toMatchObject({ source: 'loss_endpoint', trend: 'improving' });
    expect(quality.loss.count).toBe(300);
  });

  it('of a slow run say so', () => {
    expect(analyze('', { loss: pointsOf({ scenario: 'slow' }) }).speed.status).toBe('critical');
  });

  it('that are too few for a speed leave it to the log', () => {
    const loss = pointsOf({}).slice(0, 1);
    expect(analyze('', { loss, speedString: '2.00 sec/iter' }).speed).toMatchObject({
      source: 'status',
      iter_per_sec: { last: 0.5 },
    });
  });
});

describe('the word of the backend for the speed', () => {
  it('is left from an earlier run while a job waits', () => {
    const { speed } = analyze('', { speedString: '1.00 iter/sec', status: 'queued' });
    expect(speed).toMatchObject({ source: 'none', status: 'unknown', status_speed_string: '1.00 iter/sec' });
  });
});

describe('an analysis', () => {
  it('looks at the last lines only', () => {
    const evidence = analyze('loss: 9\nloss: 2\nloss: 1\n', { lastLines: 2 });
    expect(evidence.quality.loss).toMatchObject({ count: 2, max: 2 });
    expect(evidence.lines).toEqual(['loss: 2', 'loss: 1']);
  });

  it.each(['healthy', 'nan', 'out-of-memory', 'stalled', 'slow', 'resumed'] as const)(
    'of a run that is %s fits its contract',
    (scenario) => {
      const { speed, quality, errors } = analyzeSynthetic({ scenario });
      expect(speedAnalysis.parse(speed)).toEqual(speed);
      expect(qualityAnalysis.parse(quality)).toEqual(quality);
      expect(errorAnalysis.parse(errors)).toEqual(errors);
    },
  );
});
