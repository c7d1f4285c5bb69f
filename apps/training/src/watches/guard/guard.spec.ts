import { Guard } from './guard.js';
import { guardOptions, type GuardOptions } from './guard-options.js';
import type { Sight } from './sight.js';

const healthy: Sight = {
  at: 0,
  stage: 'training',
  step: 0,
  iterPerSec: 1,
  nanMentions: 0,
  oomMentions: 0,
  oomLine: null,
  lossesMissing: 0,
};

function guardWith(options: Partial<GuardOptions> = {}) {
  const guard = new Guard(guardOptions.parse(options));
  return (sight: Partial<Sight>) => guard.look({ ...healthy, ...sight });
}

/** The codes of the last of several looks, ten seconds apart. */
function codesAfter(sights: readonly Partial<Sight>[], options: Partial<GuardOptions> = {}): string[] {
  const look = guardWith(options);
  const codes = sights.map((sight, index) => look({ at: index * 10, ...sight }).map(({ code }) => code));
  return codes.at(-1) ?? [];
}

const times = (count: number, sight: (nth: number) => Partial<Sight>) =>
  Array.from({ length: count }, (_, nth) => sight(nth));

it('leaves a run alone that makes its steps', () => {
  expect(codesAfter(times(100, (nth) => ({ step: nth * 10 })))).toEqual([]);
});

describe('a loss that is no number', () => {
  it.each<Partial<Sight>>([{ nanMentions: 1 }, { lossesMissing: 1 }])('stops the run: %j', (sight) => {
    expect(guardWith()({ step: 70, ...sight })).toMatchObject([
      { code: 'TRAINING_NAN_LOSS', severity: 'critical', evidence: { step: 70 } },
    ]);
  });

  it('is let pass when that was asked for', () => {
    expect(codesAfter([{ nanMentions: 9 }], { stop_on_nan: false })).toEqual([]);
  });
});

describe('memory that runs out', () => {
  it('stops the run once it did so as often as the threshold', () => {
    expect(codesAfter([{ oomMentions: 2 }])).toEqual([]);
    expect(guardWith()({ oomMentions: 3, oomLine: '# OOM during training step' })).toMatchObject([
      {
        code: 'TRAINING_REPEATED_OOM',
        evidence: { oom_mentions: 3, threshold: 3, line: '# OOM during training step' },
      },
    ]);
  });

  it('is let pass when that was asked for', () => {
    expect(codesAfter([{ oomMentions: 99 }], { stop_on_repeated_oom: false })).toEqual([]);
  });
});

describe('throughput below the floor', () => {
  const slow = (nth: number) => ({ step: nth, iterPerSec: 0.01 });

  it('stops the run at the second poll in a row that sees new steps come too slowly', () => {
    expect(codesAfter(times(2, slow))).toEqual([]);
    expect(codesAfter(times(3, slow))).toEqual(['TRAINING_THROUGHPUT_COLLAPSE']);
  });

  it('tells the speed, the floor and the polls', () => {
    const look = guardWith();
    const [broken] =
      times(3, slow)
        .map((sight, nth) => look({ ...sight, at: nth * 10 }))
        .at(-1) ?? [];
    expect(broken?.evidence).toEqual({ iter_per_sec: 0.01, floor_iter_per_sec: 0.02, consecutive_polls: 2 });
  });

  it('starts to count anew after a poll that is fast enough', () => {
    expect(codesAfter([slow(0), slow(1), { step: 2, iterPerSec: 1 }, slow(3)])).toEqual([]);
  });

  it('is not concluded twice from the same slow step', () => {
    const waiting = { step: 1, iterPerSec: 0.01 };
    expect(codesAfter([slow(0), waiting, waiting, waiting])).toEqual([]);
  });

  it('is seen in steps that do not come, before the stall window is over', () => {
    const still = { step: 5, iterPerSec: 1 };
    const look = guardWith({ stall_window_seconds: 3_600 });
    const at = (seconds: number) => look({ ...still, at: seconds }).map(({ code }) => code);
    expect([at(0), at(40), at(50), at(60)].map((codes) => codes.length)).toEqual([0, 0, 0, 1]);
  });

  it('means nothing while the trainer samples, saves or loads', () => {
    expect(codesAfter(times(9, (nth) => ({ ...slow(nth), stage: 'sampling' })))).toEqual([]);
    expect(codesAfter([slow(0), slow(1), { ...slow(2), stage: 'saving' }, slow(3)])).toEqual([]);
  });

  it('is let pass when that was asked for', () => {
    expect(codesAfter(times(9, slow), { stop_on_throughput_collapse: false })).toEqual([]);
  });
});

describe('a training that makes no steps', () => {
  const still = (nth: number) => ({ at: nth * 10, step: 40 });
  const quiet = { stop_on_throughput_collapse: false };

  it('is stopped when the stall window is over', () => {
    expect(codesAfter(times(12, still), quiet)).toEqual([]);
    expect(codesAfter(times(13, still), quiet)).toEqual(['TRAINING_STALLED_PROGRESS']);
  });

  it('tells for how long, and what it had gained', () => {
    const look = guardWith({ ...quiet, min_step_delta: 5 });
    const [broken] =
      times(13, (nth) => ({ at: nth * 10, step: 40 + (nth > 6 ? 2 : 0) }))
        .map(look)
        .at(-1) ?? [];
    expect(broken?.evidence).toEqual({
      seconds: 120,
      window_seconds: 120,
      steps_gained: 2,
      min_step_delta: 5,
      step: 42,
    });
  });

  it.each(['waiting', 'preparing', 'sampling', 'saving'] as const)(
    'is no stall while the job is %s',
    (stage) => {
      expect(codesAfter(times(100, (nth) => ({ ...still(nth), stage })))).toEqual([]);
    },
  );

  it('gets the whole window again after it sampled', () => {
    const sights = [...times(12, still), { ...still(12), stage: 'sampling' as const }, still(13), still(20)];
    expect(codesAfter(sights, quiet)).toEqual([]);
  });

  it('gets the whole window again after it fell back to its newest save', () => {
    expect(codesAfter([...times(12, still), { at: 120, step: 10 }, { at: 200, step: 10 }], quiet)).toEqual(
      [],
    );
  });

  it('is let pass when that was asked for', () => {
    expect(codesAfter(times(100, still), { ...quiet, stop_on_stalled_progress: false })).toEqual([]);
  });
});

it('counts nothing that happened while nobody could look', () => {
  const guard = new Guard(guardOptions.parse({}));
  guard.look({ ...healthy, at: 0, step: 40 });
  guard.miss();
  guard.miss();
  expect(guard.look({ ...healthy, at: 900, step: 40 })).toEqual([]);
});

it('sees a stall through a backend that fails at every other poll', () => {
  const guard = new Guard(guardOptions.parse({}));
  const broken = [0, 20, 40, 60, 80, 100, 120].map((at) => {
    guard.miss();
    return guard.look({ ...healthy, at, step: 40, iterPerSec: null }).map(({ code }) => code);
  });
  expect(broken.at(-1)).toContain('TRAINING_STALLED_PROGRESS');
});
