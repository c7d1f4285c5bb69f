import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { readServices, type ServiceContainer } from '@app/docker';
import type { ChangeRequest, JobEvent, PlanStep, Rollout } from '@app/jobs';
import { COMPOSE_FLAVOURS, type ComposeFlavourName } from '../docker/compose-flavours.ts';
import { serviceEntry } from '../docker/compose-project.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { startImageRegistry, type ImageRegistry } from '../docker/image-registry.ts';
import { startWorkerBench, type EndedJob, type WorkerBench } from './worker-bench.ts';

/** Compose 1.29 takes half a second for each of its calls on a machine that has nothing else to do. */
jest.setTimeout(120_000);

let registry: ImageRegistry;

beforeAll(async () => {
  registry = await startImageRegistry();
});
afterAll(() => registry?.close());

const SCRIPT = '[ "$ENDS" != yes ] || exit 3';
const HEALTH =
  "healthcheck: { test: ['CMD-SHELL', '[ \"$$WELL\" = yes ]'], interval: 1s, retries: 1, start_period: 0s }";

/** What Compose has no part in, or does no otherwise than the other, is looked at with the quicker one alone. */
const QUICKER: ComposeFlavourName = 'plugin';

describe.each(COMPOSE_FLAVOURS)('changes by compose (%s)', (flavour) => {
  let bench: WorkerBench;
  const id: Record<string, string> = {};
  const image = (tag: string) => `${registry.address}/web-${flavour}:${tag}`.toLowerCase();
  const publish = async (tag: string, variables: Record<string, string>) =>
    registry.publish(bench.engine, image(tag).replace(`${registry.address}/`, ''), variables);

  const entries = (word: string) =>
    [
      serviceEntry('web', image('1'), `echo ${word}; ${SCRIPT}`, [HEALTH]),
      serviceEntry('plain', image('1'), SCRIPT),
      serviceEntry('app', image('1'), 'true', ['depends_on: [web]']),
      serviceEntry('gate', image('1'), 'true', ["labels: { switchyard.protected: 'true' }"]),
    ].join('');

  beforeAll(async () => {
    bench = await startWorkerBench(entries('one'), { flavour });
    id['1'] = await publish('1', { WELL: 'yes', N: '1' });
    id['2'] = await publish('2', { WELL: 'yes', N: '2' });
    id['3'] = await publish('3', { WELL: 'yes', N: '3' });
    await publish('sick', { WELL: 'no' });
    await publish('ends', { WELL: 'yes', ENDS: 'yes' });
  });
  afterAll(() => bench?.close(), 60_000);

  const containersOf = async (name: string): Promise<readonly ServiceContainer[]> => {
    const node = localNode(bench.engine.socket, bench.project);
    const services = await readServices(engineClientOf(node), node);
    return services.find(({ service }) => service === name)?.containers ?? [];
  };
  const containerOf = async (name: string) => (await containersOf(name))[0];
  const request = (action: ChangeRequest['action'], ...services: string[]): ChangeRequest => ({
    node: 'local',
    action,
    services,
  });
  const rollout = (
    action: 'deploy' | 'rollback',
    images: Rollout['images'],
    pull: Rollout['pull'] = 'missing',
  ): ChangeRequest => ({
    ...request(action, ...Object.keys(images)),
    rollout: { images, pull, health_timeout_sec: 30 },
  });
  const effects = async (asked: ChangeRequest) => {
    const { status, body } = await bench.plan(asked);
    expect([status, body.code]).toEqual([200, undefined]);
    return body.steps.map(({ effect }: PlanStep) => effect);
  };
  const valueOf = ({ outcome }: EndedJob) => {
    expect(outcome).toMatchObject({ result: 'ok' });
    return outcome.value as Record<string, unknown>;
  };
  const filesKept = async () =>
    (await readdir(join(bench.data, 'worker'))).filter((name) => name.endsWith('.yml'));
  const pinned = () => readFile(join(bench.data, 'worker/local.pins.yml'), 'utf8');
  const docker = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)('docker', ['-H', `unix://${bench.engine.socket}`, ...args]);
    return stdout.trim();
  };

  describe('up', () => {
    it('refuses to begin while the node does not have the image, and makes nothing', async () => {
      const { body } = await bench.plan(request('up', 'web'));
      expect(body.steps).toMatchObject([{ effect: 'create', container: null, wanted: { image_id: null } }]);
      expect(body.warnings.join()).toContain(`does not have the image ${image('1')}`);
      const { outcome } = await bench.runPlanned(body);
      expect(outcome).toMatchObject({ result: 'error', code: 'image_not_found' });
      expect(await containersOf('web')).toEqual([]);
    });

    it('creates what is missing once the image is pulled, and then has nothing to do', async () => {
      const pulled = valueOf(await bench.run(request('pull', 'web')));
      expect(pulled['images']).toMatchObject([
        { reference: image('1'), before: { image_id: null }, after: { image_id: id['1'] }, changed: true },
      ]);
      const { events, outcome } = await bench.run(request('up', 'web', 'plain', 'app'));
      expect(outcome).toMatchObject({ result: 'ok', value: { touched: ['web', 'plain', 'app'] } });
      expect(events.filter(({ type }) => type === 'log')).not.toEqual([]);
      expect(await containerOf('web')).toMatchObject({ state: 'running', imageId: id['1'] });
      const before = await containerOf('web');
      expect(await effects(request('up', 'web', 'plain', 'app'))).toEqual(['none', 'none', 'none']);
      valueOf(await bench.run(request('up', 'web')));
      expect((await containerOf('web'))?.startedAt).toBe(before?.startedAt);
    });

    it('recreates what its files changed, leaves the rest, and names who depends on it', async () => {
      const [web, app] = [await containerOf('web'), await containerOf('app')];
      await bench.project.write(entries('two'));
      const { body } = await bench.plan(request('up', 'web'));
      expect(body.steps).toMatchObject([{ effect: 'recreate', container: web?.id }]);
      expect(body.warnings).toEqual([
        'app depends on web',
        expect.stringMatching(/^the disk of the node has .* GiB free, .*; nothing is fetched$/),
      ]);
      valueOf(await bench.runPlanned(body));
      const now = await containerOf('web');
      expect(now?.id).not.toBe(web?.id);
      expect(now?.configHash).toBe(body.steps[0]?.wanted?.config_hash);
      expect((await containerOf('app'))?.id).toBe(app?.id);
      expect(await effects(request('up', 'web', 'app'))).toEqual(['none', 'none']);
    });

    it('tidies up what an interrupted recreation left, and is not blocked by it', async () => {
      const old = await containerOf('plain');
      await docker('stop', '-t', '2', old?.id ?? '');
      await docker('rename', old?.id ?? '', `${old?.id.slice(0, 12)}_${old?.name}`);
      const labels = Object.entries(
        JSON.parse(await docker('inspect', '-f', '{{json .Config.Labels}}', old?.id ?? '')) as object,
      ).flatMap(([name, value]) => ['--label', `${name}=${String(value)}`]);
      const idle = ['/bin/sh', '-c', "trap 'exit 0' TERM; sleep 100000 & wait"];
      await docker('create', '--name', old?.name ?? '', ...labels, '--network=none', image('1'), ...idle);
      const { body } = await bench.plan(request('up', 'plain'));
      expect(body.warnings.join()).toMatch(/plain: the container [0-9a-f]{12}_\S+ is left over/);
      valueOf(await bench.runPlanned(body));
      const left = await containersOf('plain');
      expect(left).toHaveLength(1);
      expect(left[0]).toMatchObject({ state: 'running' });
    });
  });

  it.each(['up', 'pull'] as const)(
    '%s refuses a service that is protected by label alone',
    async (action) => {
      const { status, body } = await bench.plan(request(action, 'gate'));
      expect([status, body.code]).toEqual([409, 'service_protected']);
    },
  );

  it('a pull of a tag that moved tells both digests, and the next up recreates', async () => {
    await publish('1', { WELL: 'yes', N: '1b' });
    const { images } = valueOf(await bench.run(request('pull', 'plain'))) as { images: PullResult[] };
    expect(images[0]).toMatchObject({ changed: true, before: { image_id: id['1'] } });
    expect(images[0]?.before.digest).toContain('@sha256:');
    expect(images[0]?.after.digest).not.toBe(images[0]?.before.digest);
    expect(await effects(request('up', 'plain'))).toEqual(['recreate']);
    valueOf(await bench.run(request('up', 'plain')));
    expect((await containerOf('plain'))?.imageId).toBe(images[0]?.after.image_id);
  });

  describe('a deployment', () => {
    it('that is well stays in force for every up that follows, and the image before it is kept', async () => {
      const before = await containerOf('web');
      const done = valueOf(await bench.run(rollout('deploy', { web: { reference: image('2') } })));
      expect(done['touched']).toEqual(['web']);
      expect(done['services']).toMatchObject([{ service: 'web', image: image('2'), health: 'healthy' }]);
      expect((await containerOf('web'))?.imageId).toBe(id['2']);
      expect(await effects(request('up', 'web'))).toEqual(['none']);
      expect(await filesKept()).toEqual(['local.pins.yml']);
      expect(await docker('images', '--no-trunc', '--quiet', 'switchyard-keep/web')).toContain(
        before?.imageId,
      );
    });

    it('of a tag that moved to something bad gives the tag back', async () => {
      const pins = await pinned();
      await publish('2', { WELL: 'no', N: '2b' });
      const bad = rollout('deploy', { web: { reference: image('2') } }, 'always');
      expect((await bench.run(bad)).outcome).toMatchObject({ code: 'deployment_rolled_back' });
      expect(await containerOf('web')).toMatchObject({ image: image('2'), imageId: id['2'] });
      expect(await effects(request('up', 'web'))).toEqual(['none']);
      expect(await pinned()).toBe(pins);
      expect(await filesKept()).toEqual(['local.pins.yml']);
    });
  });

  it('a rollback finds its image again although the tag has moved since', async () => {
    valueOf(await bench.run(rollout('deploy', { web: { reference: image('3') } })));
    await docker('tag', id['1'] ?? '', image('2'));
    const before = { reference: image('2'), id: id['2'] as string };
    const { body } = await bench.plan(rollout('rollback', { web: before }));
    expect(body.steps).toMatchObject([{ effect: 'recreate', wanted: { image_id: id['2'] } }]);
    valueOf(await bench.runPlanned(body));
    expect(await containerOf('web')).toMatchObject({ imageId: id['2'], health: 'healthy' });
    expect((await containerOf('web'))?.image).toMatch(/@sha256:/);
    expect(await effects(request('up', 'web'))).toEqual(['none']);
  });

  if (flavour === QUICKER) {
    it('a service that neither containers nor files know is not found', async () => {
      const { status, body } = await bench.plan(request('up', 'nobody'));
      expect([status, body.code]).toEqual([404, 'service_not_found']);
    });

    describe('up of a service', () => {
      it('starts what is stopped', async () => {
        valueOf(await bench.run(request('stop', 'plain')));
        expect(await effects(request('up', 'plain'))).toEqual(['start']);
        valueOf(await bench.run(request('up', 'plain')));
        expect(await containerOf('plain')).toMatchObject({ state: 'running' });
      });

      it('by a plan from before the files changed does nothing', async () => {
        const { body } = await bench.plan(request('up', 'web'));
        const before = await containerOf('web');
        await bench.project.write(entries('three'));
        expect((await bench.runPlanned(body)).outcome).toMatchObject({ code: 'plan_outdated' });
        expect(await containerOf('web')).toEqual(before);
        valueOf(await bench.run(request('up', 'web')));
      });
    });

    describe('a deployment that comes to nothing', () => {
      it.each([
        ['sick', /is unhealthy/],
        ['ends', /has ended \(exit code 3\)/],
      ])(
        'of an image that is %s is rolled back by itself',
        async (tag, why) => {
          const pins = await pinned();
          const { outcome } = await bench.run(rollout('deploy', { web: { reference: image(tag) } }));
          expect(outcome).toMatchObject({ result: 'error', code: 'deployment_rolled_back' });
          expect(outcome.message).toMatch(why);
          expect(await containerOf('web')).toMatchObject({ imageId: id['2'], health: 'healthy' });
          expect(await pinned()).toBe(pins);
          expect(await effects(request('up', 'web'))).toEqual(['none']);
          expect(await filesKept()).toEqual(['local.pins.yml']);
        },
        60_000,
      );

      it('of a service without a health check needs it to run undisturbed', async () => {
        const before = await containerOf('plain');
        const { outcome } = await bench.run(rollout('deploy', { plain: { reference: image('ends') } }));
        expect(outcome).toMatchObject({ code: 'deployment_rolled_back' });
        expect(await containerOf('plain')).toMatchObject({ state: 'running', imageId: before?.imageId });
      });

      it('that is cancelled while it waits for health leads back', async () => {
        const waits = (event: JobEvent, jobId: string) => {
          if (event.type === 'progress' && event.step.startsWith('wait for health')) void bench.cancel(jobId);
        };
        const { outcome } = await bench.run(rollout('deploy', { plain: { reference: image('3') } }), waits);
        expect(outcome).toMatchObject({ result: 'cancelled', code: 'deployment_rolled_back' });
        expect((await containerOf('plain'))?.imageId).not.toBe(id['3']);
        expect(await effects(request('up', 'plain'))).toEqual(['none']);
      });

      it('of an image that no registry has changes nothing', async () => {
        const before = await containerOf('web');
        const { outcome } = await bench.run(rollout('deploy', { web: { reference: image('none') } }));
        expect(outcome).toMatchObject({ result: 'error', code: 'compose_failed' });
        expect(await containerOf('web')).toEqual(before);
      });
    });
  }
});

interface PullResult {
  readonly before: { readonly digest: string | null };
  readonly after: { readonly image_id: string; readonly digest: string | null };
}
