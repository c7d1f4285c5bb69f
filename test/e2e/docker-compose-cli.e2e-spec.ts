import {
  ComposeCli,
  driftOf,
  readServices,
  type ConfigHashes,
  type DockerNode,
  type Drift,
} from '@app/docker';
import { composeProject, serviceEntry, type TestProject } from '../docker/compose-project.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { BUSYBOX_IMAGE, startRealEngine, type RealEngine } from '../docker/real-engine.ts';

let engine: RealEngine;
let project: TestProject;
let node: DockerNode;
let cli: ComposeCli;

const services = (word: string) =>
  [
    serviceEntry('front', BUSYBOX_IMAGE, `echo ${word}`, ['depends_on: [back]']),
    serviceEntry('back', '${BACK_IMAGE:-switchyard/busybox:1}', 'true'),
  ].join('');

beforeAll(async () => {
  engine = await startRealEngine();
  project = await composeProject(engine, 'composed', services('one'));
  node = localNode(engine.socket, project);
  cli = new ComposeCli(node, { path: process.env['PATH'] ?? '', home: engine.folder });
}, 60_000);

afterAll(() => engine?.close(), 60_000);

const read = () => readServices(engineClientOf(node), node);
const driftNow = async (hashes?: ConfigHashes): Promise<Record<string, Drift>> => {
  const wanted = hashes ?? (await cli.configHashes());
  const seen = await read();
  return Object.fromEntries(
    seen.flatMap(({ service, containers }) =>
      containers.map((one) => [service, driftOf(one, service, wanted)]),
    ),
  );
};

describe('docker-compose 1.29 on a real engine', () => {
  it('is found when there is no plugin', async () => {
    expect(await cli.flavour()).toEqual({ generation: 1, version: '1.29.2', command: ['docker-compose'] });
  });

  it('brings up the named service alone, with lines of progress, and never colours them', async () => {
    const lines: string[] = [];
    await cli.up(['front'], { onLine: (line) => lines.push(line) });
    expect((await read()).map(({ service }) => service)).toEqual(['front']);
    expect(lines.join('\n')).toMatch(/Creating composed_front_1 ... done/);
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('brings up the whole project when none is named', async () => {
    await cli.up([]);
    expect((await read()).map(({ service }) => service)).toEqual(['back', 'front']);
  });

  it('tells drift by the hash of the files, for the service that changed alone', async () => {
    expect(await driftNow()).toEqual({ front: 'none', back: 'none' });
    await project.write(services('two'));
    expect(await driftNow()).toEqual({ front: 'drifted', back: 'none' });
    await cli.up(['front']);
    expect(await driftNow()).toEqual({ front: 'none', back: 'none' });
  });

  it('does not compare hashes of another generation', async () => {
    const hashes = await cli.configHashes();
    const other = { ...hashes, version: '2.40.0', generation: 2 } as const;
    expect(await driftNow(other)).toEqual({ front: 'unknown', back: 'unknown' });
  });

  it('resolves images, with what the caller sets', async () => {
    expect(Object.fromEntries(await cli.images())).toEqual({ front: BUSYBOX_IMAGE, back: BUSYBOX_IMAGE });
    const images = await cli.images({ env: { BACK_IMAGE: 'other/image:2' } });
    expect(images.get('back')).toBe('other/image:2');
  });

  it('says why it failed, without paths', async () => {
    const failed = cli.up(['back'], { env: { BACK_IMAGE: 'localhost:1/no/such:1' } });
    await expect(failed).rejects.toMatchObject({ code: 'compose_failed', upstream: 'local' });
    await expect(cli.up(['nobody'])).rejects.toMatchObject({
      code: 'compose_failed',
      message: expect.stringContaining('No such service: nobody'),
    });
  });

  it.each(['--help', '-d', 'a b', '../x', ''])('refuses %j as a service', async (service) => {
    await expect(cli.up([service])).rejects.toMatchObject({ code: 'parameter_refused' });
    await expect(cli.pull([service])).rejects.toMatchObject({ code: 'parameter_refused' });
  });

  it.each(['PATH', 'DOCKER_HOST', 'COMPOSE_FILE', 'LD_PRELOAD', 'A=B'])('refuses to set %s', async (name) => {
    await expect(cli.images({ env: { [name]: 'x' } })).rejects.toMatchObject({ code: 'parameter_refused' });
  });
});
