import { ComposeCli, readServices, type DockerNode } from '@app/docker';
import { COMPOSE_FLAVOURS, composePrograms, type ComposeFlavourName } from '../docker/compose-flavours.ts';
import { composeProject, serviceEntry, type TestProject } from '../docker/compose-project.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { BUSYBOX_IMAGE, startRealEngine, type RealEngine } from '../docker/real-engine.ts';

const EXPECTED = {
  '1.29': {
    flavour: {
      generation: 1,
      version: '1.29.2',
      command: ['docker-compose'],
      variables: expect.any(Object) as object,
      hashesDependencies: false,
    },
    container: 'composed_front_1',
    progress: /Creating composed_front_1 ... done/,
    unknownService: 'No such service: nobody',
  },
  plugin: {
    flavour: {
      generation: 2,
      version: expect.stringMatching(/^v?\d+\.\d+\.\d+/) as string,
      command: ['docker', '--log-level', 'error', 'compose'],
      variables: {},
      hashesDependencies: expect.any(Boolean) as boolean,
    },
    container: 'composed-front-1',
    progress: /Container composed-front-1 {1,2}Started/,
    unknownService: 'no such service: nobody',
  },
} satisfies Record<ComposeFlavourName, object>;

const services = (word: string) =>
  [
    serviceEntry('front', BUSYBOX_IMAGE, `echo ${word}`, ['depends_on: [back]']),
    serviceEntry('back', '${BACK_IMAGE:-switchyard/busybox:1}', 'true'),
  ].join('');

describe.each(COMPOSE_FLAVOURS)('compose (%s) on a real engine', (flavour) => {
  const expected = EXPECTED[flavour];
  let engine: RealEngine;
  let project: TestProject;
  let node: DockerNode;
  let cli: ComposeCli;

  beforeAll(async () => {
    engine = await startRealEngine();
    const programs = await composePrograms(flavour, engine.folder);
    project = await composeProject(engine, 'composed', services('one'), programs);
    node = localNode(engine.socket, project);
    cli = new ComposeCli(node, programs);
  }, 60_000);

  afterAll(() => engine?.close(), 60_000);

  const read = () => readServices(engineClientOf(node), node);

  it('is found', async () => {
    expect(await cli.flavour()).toEqual(expected.flavour);
  });

  it('brings up the named service alone, with lines of progress, and never colours them', async () => {
    const lines: string[] = [];
    await cli.up(['front'], { onLine: (line) => lines.push(line) });
    const [front, ...others] = await read();
    expect(others).toEqual([]);
    expect(front).toMatchObject({ service: 'front', state: 'running', containers: [{ leftOver: false }] });
    expect(front?.containers[0]?.name).toBe(expected.container);
    expect(lines.join('\n')).toMatch(expected.progress);
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('brings up the whole project when none is named', async () => {
    await cli.up([]);
    expect((await read()).map(({ service }) => service)).toEqual(['back', 'front']);
  });

  it('resolves images, with what the caller sets', async () => {
    const services = await cli.services();
    expect(services.get('front')).toMatchObject({ image: BUSYBOX_IMAGE, dependsOn: ['back'], replicas: 1 });
    expect(services.get('back')).toMatchObject({ image: BUSYBOX_IMAGE, dependsOn: [], protected: false });
    const set = await cli.services({ env: { BACK_IMAGE: 'other/image:2' } });
    expect(set.get('back')?.image).toBe('other/image:2');
  });

  it('says why it failed, without paths and warnings', async () => {
    const failed = cli.up(['back'], { env: { BACK_IMAGE: 'localhost:1/no/such:1' } });
    await expect(failed).rejects.toMatchObject({ code: 'compose_failed', upstream: 'local' });
    await expect(cli.up(['nobody'])).rejects.toMatchObject({
      code: 'compose_failed',
      message: `Compose on the node "local" failed (1): ${expected.unknownService}`,
    });
  });

  it('says why it could not pull', async () => {
    const failed = cli.pull(['back'], { env: { BACK_IMAGE: 'localhost:1/no/such:1' } });
    await expect(failed).rejects.toMatchObject({
      code: 'compose_failed',
      message: expect.stringContaining('connection refused') as string,
    });
  });

  it.each(['--help', '-d', 'a b', '../x', ''])('refuses %j as a service', async (service) => {
    await expect(cli.up([service])).rejects.toMatchObject({ code: 'parameter_refused' });
    await expect(cli.pull([service])).rejects.toMatchObject({ code: 'parameter_refused' });
  });

  it.each(['PATH', 'DOCKER_HOST', 'COMPOSE_FILE', 'LD_PRELOAD', 'A=B'])('refuses to set %s', async (name) => {
    await expect(cli.services({ env: { [name]: 'x' } })).rejects.toMatchObject({ code: 'parameter_refused' });
  });
});
