import { jest } from '@jest/globals';
import { COMPOSE_FLAVOURS } from '../docker/compose-flavours.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { BAD, NEXT, RemoteCreates } from './remote-creates.ts';

/** Compose takes seconds of its own, and every call of it a handshake. */
jest.setTimeout(90_000);

describe.each(COMPOSE_FLAVOURS)('containers of a node behind Caddy and its create gate (%s)', (flavour) => {
  let bench: RemoteCreates;
  /** These are looked at last: a verdict is waited for as long as Compose may go on by itself. */
  let cutOff: { readonly job: unknown; readonly before: string };
  let lost: string;

  beforeAll(async () => {
    bench = await RemoteCreates.start(flavour);
  }, 120_000);
  afterAll(() => bench?.close(), 60_000);

  /** For what does not depend on Compose: it is looked at with the quicker one alone. */
  const alike = flavour === 'plugin' ? it : undefined;

  const planned = async (service: string) => (await bench.up(service, { dry_run: true })).body;
  const effectOf = async (service: string) => {
    const { plan } = (await planned(service)) as { plan?: { steps: { effect: string }[] } };
    return plan?.steps.map(({ effect }) => effect);
  };
  const isDone = { status: 200, body: { ok: true } };

  it('an up that is only tried reads, and asks for nothing else', async () => {
    bench.node.recorded.forget();
    expect(await effectOf('vllm')).toEqual(['create']);
    expect(bench.node.recorded.calls.length).toBeGreaterThan(0);
    expect(bench.node.recorded.changes).toEqual([]);
    expect(await bench.docker('ps', '--all', '--quiet')).toBe('');
  });

  alike?.('its gate is its agent and tells of its disk, which a plan has as well', async () => {
    const { body } = await bench.ops.call('GET', '/nodes');
    const [node] = (body['nodes'] as { id: string }[]).filter(({ id }) => id === 'gpu');
    expect(node).toMatchObject({ agent: { kind: 'gate', state: 'answers' }, disk: { where: 'gate' } });
    const { plan } = (await planned('vllm')) as { plan?: { warnings: string[] } };
    expect(plan?.warnings).toContainEqual(expect.stringMatching(/ GiB free, where its create gate lies; /));
  });

  it('up makes what is missing, with its network and its volume, and then has nothing to do', async () => {
    expect(await bench.up('front', { confirm: true })).toMatchObject(isDone);
    expect(await bench.up('vllm', { confirm: true })).toMatchObject(isDone);
    expect(await bench.container('front')).toMatchObject({ state: 'running', leftOver: false });
    expect(await bench.docker('volume', 'ls', '--format', '{{.Name}}')).toBe('models_front-data');
    expect([await effectOf('vllm'), await effectOf('front')]).toEqual([['none'], ['none']]);
  });

  alike?.(
    'a worker that is killed in the middle of an up is there again, and other services can be changed',
    async () => {
      const { id: before } = await bench.container('front');
      await bench.changeFront('two');
      const making = bench.node.recorded.called(({ path }) => path.includes('/containers/create'));
      const { body } = await bench.up('front', { confirm: true }, { prefer: 'respond-async' });
      await making;
      await bench.worker.kill();
      await bench.worker.start();
      cutOff = { job: body['job'], before };
      expect(await effectOf('vllm')).toEqual(['none']);
    },
  );

  it('an up whose node is lost on its way is not known to have happened', async () => {
    const making = bench.node.recorded.called(({ path }) => /containers\/create.*late/.test(path));
    const answered = bench.up('late', { confirm: true });
    await making;
    await bench.node.caddy.kill();
    expect(await answered).toMatchObject({ status: 502, body: { code: 'node_outcome_unknown' } });
    const intent = await bench.ops.audited((event) => event.resource === 'gpu/late');
    const outcome = await bench.ops.audited(({ metadata }) => metadata['intent'] === intent.event_id);
    expect(outcome).toMatchObject({ result: 'unknown' });
    lost = intent.event_id;
    await bench.node.caddy.start();
  });

  it('files that changed are drift, and up makes the container anew; a plan from before does nothing', async () => {
    const before = await bench.container('vllm');
    const { plan: old } = (await planned('vllm')) as { plan: { hash: string } };
    await bench.changeModel('two');
    const outdated = await bench.up('vllm', { confirm: true, plan: old.hash });
    expect(outdated).toMatchObject({ status: 409, body: { code: 'plan_outdated' } });
    expect((await bench.container('vllm')).id).toBe(before.id);
    const { body } = await bench.ops.call('GET', '/services/vllm?node=gpu');
    expect(body['drift']).toBe('drifted');
    expect(await bench.up('vllm', { confirm: true })).toMatchObject(isDone);
    expect((await bench.container('vllm')).id).not.toBe(before.id);
    expect(await effectOf('vllm')).toEqual(['none']);
  });

  it('a container that the gate refuses is not made, the job says which rule, and the one before runs', async () => {
    const before = await bench.container('vllm');
    await bench.changeModel('three', 'privileged: true');
    const { status, body } = await bench.up('vllm', { confirm: true });
    expect([status, body['code']]).toEqual([502, 'compose_failed']);
    expect(body['detail']).toContain('Privileged');
    expect(await bench.container('vllm')).toMatchObject({ id: before.id, state: 'running' });
    await bench.changeModel('two');
    expect(await bench.up('vllm', { confirm: true })).toMatchObject(isDone);
  });

  it('a deployment runs the new image, and a rollback by its id the one before', async () => {
    await bench.makeImages('vllm');
    const first = (await bench.container('vllm')).imageId;
    const { status, body } = await bench.deploy({ vllm: NEXT });
    expect([status, body['action']]).toEqual([200, 'deployed']);
    expect(await bench.container('vllm')).toMatchObject({ image: NEXT, health: 'healthy' });
    const kept = await bench.docker('images', '--no-trunc', '--quiet', 'switchyard-keep/vllm');
    expect(kept).toBe(first);
    const path = `/deployments/${String(body['deployment'])}/rollback`;
    const back = await bench.ops.call('POST', path, { body: { confirm: true } });
    expect([back.status, back.body['action']]).toEqual([200, 'rolled back']);
    expect(await bench.container('vllm')).toMatchObject({ image: BUSYBOX_IMAGE, imageId: first });
  });

  alike?.('a deployment that does not become healthy is taken back', async () => {
    const before = (await bench.container('vllm')).imageId;
    const { status, body } = await bench.deploy({ vllm: BAD });
    expect([status, body['code']]).toEqual([502, 'deployment_rolled_back']);
    expect(body['detail']).toContain('vllm');
    expect(await bench.container('vllm')).toMatchObject({ imageId: before, health: 'healthy' });
  });

  alike?.('a deployment of what the gate refuses is taken back, and says which rule', async () => {
    const before = await bench.container('vllm');
    await bench.docker('tag', NEXT, 'strange/model:1');
    const { status, body } = await bench.deploy({ vllm: 'strange/model:1' });
    expect([status, body['code']]).toEqual([502, 'deployment_rolled_back']);
    expect(body['detail']).toContain('Image');
    expect(await bench.container('vllm')).toMatchObject({ id: before.id, state: 'running' });
  });

  alike?.('an up whose worker was killed has one outcome, which is what the engine shows', async () => {
    const { result, metadata } = await bench.ops.audited((event) => event.metadata['intent'] === cutOff.job);
    const [container, ...others] = await bench.containers('front');
    const isWhole = others.length === 0 && container?.state === 'running';
    const isNew = container?.id !== cutOff.before;
    const shown = !isWhole ? 'partial' : isNew ? 'happened' : 'did_not_happen';
    expect([result, metadata['verdict']]).toEqual([expect.any(String), shown]);
    const outcomes = (await bench.ops.audit()).filter((event) => event.metadata['intent'] === cutOff.job);
    expect(outcomes).toHaveLength(1);
    expect(await bench.up('front', { confirm: true })).toMatchObject(isDone);
    expect(await bench.container('front')).toMatchObject({ state: 'running', leftOver: false });
  });

  it('an up whose node was lost is looked into once the node is back', async () => {
    const { metadata } = await bench.ops.audited(
      ({ action, metadata: about }) => action === 'reconcile' && about['intent'] === lost,
    );
    const isThere = (await bench.containers('late')).length > 0;
    expect(metadata['verdict']).toBe(isThere ? 'partial' : 'did_not_happen');
    expect(await bench.up('late', { confirm: true })).toMatchObject(isDone);
    expect(await bench.container('late')).toMatchObject({ state: 'running' });
  });

  alike?.('without its gate the node makes no containers, and says so before anything is done', async () => {
    await bench.node.gate?.close();
    bench.node.recorded.forget();
    const answers = [
      await bench.up('vllm', { confirm: true }),
      await bench.deploy({ vllm: NEXT }),
      await bench.deploy({ vllm: NEXT }, { dry_run: true }),
    ];
    for (const { status, body } of answers) {
      expect([status, body['code']]).toEqual([409, 'node_cannot_create']);
      expect(body['detail']).toContain('no create gate');
    }
    expect(bench.node.recorded.changes).toEqual([]);
    const restart = { body: { confirm: true } };
    expect(await bench.ops.call('POST', '/services/vllm/restart?node=gpu', restart)).toMatchObject(isDone);
  });
});
