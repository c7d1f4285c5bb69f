import type { Plan, PlanStep } from '../api/ops-views.js';
import { planView } from './service-plan.js';

const step = (given: Partial<PlanStep>): PlanStep => ({
  service: 'web',
  effect: 'restart',
  container: '0123456789abcdef',
  state: 'running',
  started_at: null,
  image: 'images.example/web:1',
  image_id: 'sha256:aaaaaaaaaaaaaaaa',
  digest: null,
  config_hash: null,
  wanted: null,
  ...given,
});
const TIMES = { made_at: '2026-11-20T14:00:00Z', expires_at: '2026-11-20T14:10:00Z' };
const viewOf = (given: Partial<PlanStep>, action: Plan['action'] = 'restart') => {
  const plan: Plan = {
    node: 'local',
    action,
    services: ['web'],
    steps: [step(given)],
    hash: 'h',
    ...TIMES,
    warnings: [],
  };
  return planView(plan);
};

describe('a plan of ops', () => {
  it('is good for as long as ops says', () => {
    expect(viewOf({}).validForMs).toBe(600_000);
  });

  it('says what a restart does and what it stops', () => {
    const { changes, stops } = viewOf({});
    expect(changes).toEqual([
      expect.objectContaining({
        what: 'web 0123456789ab',
        before: 'running',
        after: 'running, started anew',
      }),
    ]);
    expect(stops).toEqual(['web while it starts anew']);
  });

  it('of a stopped service stops nothing', () => {
    expect(viewOf({ effect: 'start', state: 'exited' }).stops).toEqual([]);
  });

  it('names the image that a container will run', () => {
    const wanted = { image: 'images.example/web:2', image_id: 'sha256:bbbbbbbbbbbbbbbb', config_hash: null };
    expect(viewOf({ effect: 'recreate', wanted }).changes[0]?.after).toBe(
      'recreated from image bbbbbbbbbbbb',
    );
    expect(viewOf({ effect: 'create', container: null, wanted }).changes[0]).toMatchObject({
      what: 'web',
      before: 'no container',
      after: 'created from image bbbbbbbbbbbb',
    });
  });

  it('of a pull says that nothing which runs is touched', () => {
    expect(viewOf({ effect: 'pull' }, 'pull').affected).toEqual([
      expect.stringMatching(/^What runs goes on/),
    ]);
  });

  it('tells two plans with another effect on the same container apart', () => {
    expect(viewOf({}).changes[0]?.id).not.toBe(viewOf({ effect: 'recreate' }).changes[0]?.id);
  });
});
