import type { Library } from '../api/library-views.js';
import type { Job, Plan, PlanStep } from '../api/ops-views.js';
import { keptPlanView, planView } from './ops-plan-view.js';
import type { PlanFacts } from './plan-facts.js';

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
const planOf = (given: Partial<PlanStep>, more: Partial<Plan> = {}): Plan => ({
  node: 'local',
  action: 'restart',
  services: ['web'],
  steps: [step(given)],
  hash: 'h',
  ...TIMES,
  warnings: [],
  ...more,
});
const viewOf = (given: Partial<PlanStep>, more: Partial<Plan> = {}, facts?: PlanFacts) =>
  planView(planOf(given, more), facts);

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
    expect(viewOf({ effect: 'pull' }, { action: 'pull' }).affected).toEqual([
      expect.stringMatching(/^What runs goes on/),
    ]);
  });

  it('tells two plans with another effect on the same container apart', () => {
    expect(viewOf({}).changes[0]?.id).not.toBe(viewOf({ effect: 'recreate' }).changes[0]?.id);
  });
});

it('a plan that was confirmed reads as the dialog read, but for the calls of then', () => {
  const warnings = ['gateway depends on web', 'web needs 9000 MiB of GPU memory, 512 MiB are free'];
  const { made_at: _made, expires_at: _expires, ...kept } = planOf({}, { warnings });
  const { validForMs: _valid, affected, ...shown } = viewOf({}, { warnings }, {});
  expect(keptPlanView(kept)).toEqual({ ...shown, affected: ['gateway depends on web'] });
  expect(affected).toEqual([expect.stringMatching(/^Whether model calls run/), 'gateway depends on web']);
});

describe('who is affected', () => {
  const provider = (id: string, address: string | null, service: string | null = null) => ({
    id,
    address,
    service,
  });
  const model = (id: string, calls: number) => ({ id, provider: id.split('/')[0], in_flight: calls });
  const library = {
    providers: [
      provider('own', 'web:8000'),
      provider('far', '10.0.0.7:8000', 'gpu-1/web'),
      provider('else', 'db:1'),
    ],
    models: [
      model('own/a', 2),
      model('own/b', 1),
      model('own/idle', 0),
      model('far/a', 3),
      model('else/a', 9),
    ],
  } as unknown as Library;
  const affected = (more: Partial<Plan>, facts: PlanFacts = { library }) => viewOf({}, more, facts).affected;

  it('are the calls that run on the models of the service, by model', () => {
    expect(affected({ warnings: ['gateway depends on web'] })).toEqual([
      '2 calls run on own/a now, and may be cut off.',
      '1 call runs on own/b now, and may be cut off.',
      'gateway depends on web',
    ]);
  });

  it('is told by the service that gateway.yaml names, where it names one', () => {
    expect(affected({ node: 'gpu-1' })).toEqual(['3 calls run on far/a now, and may be cut off.']);
  });

  it('is nobody when no call runs, and not known when the gateway does not say', () => {
    const idle = { ...library, models: [model('own/a', 0)] } as unknown as Library;
    expect(affected({}, { library: idle })).toEqual(['No call runs on its models now.']);
    expect(affected({}, {})).toEqual([expect.stringMatching(/is not known/)]);
  });

  it('says nothing of calls where nothing stops, or where no models are served', () => {
    expect(viewOf({ effect: 'start', state: 'exited' }, {}, { library }).affected).toEqual([]);
    expect(viewOf({ service: 'n8n' }, {}, { library }).affected).toEqual([]);
  });
});

describe('how long something stops', () => {
  const job = (seconds: number, given: Partial<Job> = {}) =>
    ({
      node: 'local',
      action: 'restart',
      services: ['web'],
      state: 'completed',
      requested_at: `2026-11-20T13:00:${String(seconds).padStart(2, '0')}Z`,
      started_at: '2026-11-20T13:00:00Z',
      ended_at: new Date(Date.parse('2026-11-20T13:00:00Z') + seconds * 1_000).toISOString(),
      ...given,
    }) as Job;
  const stops = (...jobs: Job[]) => viewOf({}, {}, { jobs }).stops;

  it('is what the last such jobs took, in the middle', () => {
    expect(stops(job(4), job(50), job(6))).toEqual([
      'web while it starts anew: about 6 s, as the last 3 times',
    ]);
    expect(stops(job(4))).toEqual(['web while it starts anew: about 4 s, as the last time']);
  });

  it('looks at the newest five alone', () => {
    const old = [1, 2, 3, 4, 5, 6].map((seconds) => job(seconds));
    expect(stops(...old, job(40), job(41), job(42))[0]).toMatch(/about 40 s, as the last 5 times/);
  });

  it('is not guessed from other services, nodes or actions, nor from what failed or went along with others', () => {
    const strange: Partial<Job>[] = [
      { node: 'gpu-1' },
      { action: 'up' },
      { services: ['db'] },
      { services: ['web', 'db'] },
      { state: 'failed' },
    ];
    expect(stops(...strange.map((given) => job(9, given)))).toEqual(['web while it starts anew']);
  });
});

it.each([
  'the disk of the node has 41.2 GiB of 500.0 GiB free, where Docker keeps its data; nothing is fetched',
  'how much room the disk of the node has is not known: no gate; how much is fetched is not known before',
])('room on the disk stands under what it needs: %s', (warning) => {
  const said = expect.stringMatching(/^(The disk|How much room).*[a-z]\.$/) as string;
  for (const action of ['up', 'pull'] as const) {
    const view = viewOf({ effect: 'pull' }, { action, warnings: ['a depends on web', warning] });
    expect(view.needs).toEqual([said]);
    expect(view.affected).not.toContain(warning);
  }
});

it('a pull that was planned before the worker told of disks says that nothing is known of it', () => {
  expect(viewOf({ effect: 'pull' }, { action: 'pull' }).needs).toEqual([
    expect.stringMatching(/room the disk of the node has, is not known/),
  ]);
});

it.each([
  'web needs 9000 MiB of GPU memory, 512 MiB are free; running now: ollama',
  'web, db need 9000 MiB of GPU memory; what is free could not be read',
])('memory stands under what it needs: %s', (warning) => {
  const { needs, affected } = viewOf({ effect: 'start', state: 'exited' }, { warnings: [warning] });
  expect({ needs, affected }).toEqual({ needs: [warning], affected: [] });
});
