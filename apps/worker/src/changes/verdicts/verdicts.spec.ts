import type { ServiceContainer } from '@app/docker';
import type { JobPayload, PlanStep } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { NodeEngine } from '../../nodes/node-engines.js';
import { containerStep } from '../../plans/container-step.js';
import { deployVerdict } from './deploy-verdict.js';
import { pullVerdict } from './pull-verdict.js';
import { runVerdict } from './run-verdict.js';
import { upVerdict } from './up-verdict.js';
import type { VerdictSight } from './verdict-sight.js';

const OLD = `sha256:${'1'.repeat(64)}`;
const NEW = `sha256:${'2'.repeat(64)}`;
const WANTED = { image: 'web:2', image_id: NEW, config_hash: 'new' };

function container(parts: Partial<ServiceContainer> = {}): ServiceContainer {
  return {
    id: 'a'.repeat(64),
    name: 'main_web_1',
    state: 'running',
    health: undefined,
    image: 'web:1',
    imageId: OLD,
    imageDigest: undefined,
    configHash: 'old',
    composeVersion: '1.29.2',
    ports: [],
    restartCount: 0,
    exitCode: 0,
    startedAt: '2026-11-01T09:00:00Z',
    leftOver: false,
    ...parts,
  };
}

const old = container();
const fresh = container({
  id: 'b'.repeat(64),
  imageId: NEW,
  configHash: 'new',
  startedAt: '2026-11-01T10:00:05Z',
});

/** A job on `web` that was cut off, and what its node shows now; `images` is what references stand for. */
function sight(
  parts: Partial<JobPayload>,
  containers: readonly ServiceContainer[],
  images: Readonly<Record<string, string>> = {},
): VerdictSight {
  const payload = { services: ['web'], requested_at: '2026-11-01T10:00:00.000Z', ...parts } as JobPayload;
  const inspectImage = async (reference: string) => {
    const id = images[reference];
    if (id === undefined) throw new DomainError('image_not_found', 'no such image');
    return { id, tags: [], digests: [], taggedAt: undefined };
  };
  const engine = { node: { id: 'local' }, client: { inspectImage } } as unknown as NodeEngine;
  const service = { node: 'local', service: 'web', state: 'running', health: undefined, dependsOn: [] };
  const found = containers.length === 0 ? [] : [{ ...service, protected: false, containers }];
  return { payload, engine, found, signal: new AbortController().signal, steadyMs: 3_000 };
}

describe('an up that was cut off', () => {
  const recreate: PlanStep[] = [containerStep('web', old, 'recreate', WANTED)];
  const verdictOf = async (steps: PlanStep[], containers: readonly ServiceContainer[]) =>
    (await upVerdict(sight({ action: 'up', steps }, containers))).verdict;

  it.each([
    ['happened', 'the old container is gone and the new one runs', [fresh]],
    ['did_not_happen', 'the old one runs as it was found', [old]],
    ['partial', 'the old one was stopped', [{ ...old, state: 'exited' }]],
    ['partial', 'the new one never ran', [{ ...fresh, state: 'created' }]],
    ['partial', 'the old one is still beside the new', [{ ...old, leftOver: true, state: 'exited' }, fresh]],
    ['partial', 'what came is of other files', [{ ...fresh, configHash: 'other' }]],
    ['partial', 'nothing is left', []],
  ])('%s when %s', async (verdict, _, containers) => {
    expect(await verdictOf(recreate, containers)).toBe(verdict);
  });

  it('by a start is judged by whether it runs, and by a creation by whether it came', async () => {
    const stopped = { ...old, state: 'exited' };
    const start = [containerStep('web', stopped, 'start')];
    expect(await verdictOf(start, [stopped])).toBe('did_not_happen');
    expect(await verdictOf(start, [old])).toBe('happened');
    const create = recreate.map((step) => ({ ...step, effect: 'create' as const, container: null }));
    expect(await verdictOf(create, [])).toBe('did_not_happen');
    expect(await verdictOf(create, [fresh])).toBe('happened');
  });

  it('shows what it is judged by', async () => {
    const { evidence } = await upVerdict(sight({ action: 'up', steps: recreate }, [fresh]));
    expect(evidence).toMatchObject({
      services: [
        {
          planned: [{ effect: 'recreate', container: old.id, wanted: WANTED }],
          containers: [{ id: fresh.id, image_id: NEW, config_hash: 'new', started_at: fresh.startedAt }],
        },
      ],
    });
  });

  it('is unknown when its plan is', async () => {
    expect(await verdictOf([], [old])).toBe('unknown');
  });
});

describe('a deployment that was cut off', () => {
  const steps = [containerStep('web', old, 'recreate', WANTED)];
  const rollout = {
    images: { web: { reference: 'web:2' } },
    pull: 'missing',
    health_timeout_sec: 60,
  } as const;
  const find = (containers: readonly ServiceContainer[], images: Record<string, string> = { 'web:2': NEW }) =>
    deployVerdict(sight({ action: 'deploy', steps, rollout }, containers, images));

  it.each([
    ['happened', false, 'the image runs and is healthy', [{ ...fresh, health: 'healthy' }]],
    ['happened', false, 'the image has run for a while and has no check', [fresh]],
    ['partial', true, 'the image runs and is not known to be well yet', [{ ...fresh, health: 'starting' }]],
    ['partial', true, 'the image runs and is not well', [{ ...fresh, health: 'unhealthy' }]],
    ['partial', false, 'the container of the image was never started', [{ ...fresh, state: 'created' }]],
    ['did_not_happen', false, 'the old container was not touched', [old]],
    ['partial', false, 'the old image runs again in a new container', [{ ...fresh, imageId: OLD }]],
    ['partial', false, 'some containers run it and others do not', [fresh, old]],
    ['partial', false, 'nothing is left', []],
  ])('%s (open: %s) when %s', async (verdict, isOpen, _, containers) => {
    const finding = await find(containers);
    expect([finding.verdict, finding.isOpen]).toEqual([verdict, isOpen || verdict === 'happened']);
  });

  it('did not happen when the node never got the image', async () => {
    expect((await find([old], {})).verdict).toBe('did_not_happen');
  });

  it('that was to pull a tag first did not happen while what ran before is untouched, whatever the tag stands for', async () => {
    const always = { ...rollout, pull: 'always' } as const;
    const none = [containerStep('web', old, 'none')];
    const find = (containers: readonly ServiceContainer[]) =>
      deployVerdict(sight({ action: 'deploy', steps: none, rollout: always }, containers, { 'web:2': OLD }));
    expect((await find([old])).verdict).toBe('did_not_happen');
    expect((await find([{ ...fresh, imageId: OLD }])).verdict).toBe('happened');
  });

  it('to the id of an image is judged by that id, wherever the tag points', async () => {
    const byId = { ...rollout, images: { web: { reference: 'web:2', id: OLD } } };
    const given = { action: 'rollback', steps, rollout: byId } as const;
    expect((await deployVerdict(sight(given, [old], { 'web:2': NEW }))).verdict).toBe('happened');
    expect((await deployVerdict(sight(given, [fresh], { 'web:2': NEW }))).verdict).toBe('partial');
  });
});

it.each([
  ['happened', 'it runs since', 'restart', 'running', '10:00:01', '10:00:00'],
  ['did_not_happen', 'it runs as before', 'restart', 'running', '09:00:00', '08:00:00'],
  ['partial', 'it was stopped and not started', 'restart', 'exited', '09:00:00', '10:00:01'],
  ['did_not_happen', 'it had ended before', 'restart', 'exited', '09:00:00', '09:30:00'],
  ['happened', 'it has ended since', 'stop', 'exited', '09:00:00', '10:00:01'],
  ['did_not_happen', 'it never ran', 'start', 'exited', '09:00:00', '09:30:00'],
] as const)('%s when %s, of a %s', async (verdict, _, action, state, began, ended) => {
  const seen = sight({ action }, [old]);
  const times = { startedAt: `2026-11-01T${began}Z`, finishedAt: `2026-11-01T${ended}Z` };
  const client = { inspectContainer: async () => ({ id: old.id, state, ...times }) };
  const engine = { ...seen.engine, client } as unknown as NodeEngine;
  expect((await runVerdict({ ...seen, engine })).verdict).toBe(verdict);
});

it.each([
  ['happened', 'it had no image', null, NEW],
  ['happened', 'the reference moved', OLD, NEW],
  ['did_not_happen', 'the reference stands for what it did', OLD, OLD],
])('a pull %s when %s', async (verdict, _, before, now) => {
  const step = { ...containerStep('web', old, 'pull'), image: 'web:2', image_id: before };
  const finding = await pullVerdict(sight({ action: 'pull', steps: [step] }, [], { 'web:2': now }));
  expect(finding).toMatchObject({ verdict, evidence: { images: [{ reference: 'web:2', before, now }] } });
});
