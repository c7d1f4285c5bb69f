import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ComposeCli,
  driftOf,
  readServices,
  type ComposeOptions,
  type DockerNode,
  type ServiceContainer,
} from '@app/docker';
import { COMPOSE_FLAVOURS, composePrograms, type ComposeFlavourName } from '../docker/compose-flavours.ts';
import { composeProject, serviceEntry, type TestProject } from '../docker/compose-project.ts';
import { docker, newImage } from '../docker/docker-cli.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { BUSYBOX_IMAGE, startRealEngine, type RealEngine } from '../docker/real-engine.ts';

const APP = 'app:1';
const OTHER: Readonly<Record<ComposeFlavourName, ComposeFlavourName>> = { '1.29': 'plugin', plugin: '1.29' };
const services = (word: string) =>
  [
    serviceEntry('front', BUSYBOX_IMAGE, `echo ${word}`, ['depends_on: [back]']),
    serviceEntry('back', BUSYBOX_IMAGE, 'true'),
    serviceEntry('app', APP, 'true', ['depends_on: [front, back]']),
  ].join('');

let engine: RealEngine;

beforeAll(async () => {
  engine = await startRealEngine();
}, 60_000);

afterAll(() => engine?.close(), 60_000);

/** A project and its compose, of one flavour or another. */
class Bench {
  private constructor(
    readonly project: TestProject,
    readonly node: DockerNode,
    readonly cli: ComposeCli,
  ) {}

  static async of(flavour: ComposeFlavourName, name: string): Promise<Bench> {
    const programs = await composePrograms(flavour, engine.folder);
    const project = await composeProject(engine, name, services('one'), programs);
    const node = localNode(engine.socket, project);
    return new Bench(project, node, new ComposeCli(node, programs));
  }

  async containers(): Promise<Record<string, ServiceContainer>> {
    const found = await readServices(engineClientOf(this.node), this.node);
    return Object.fromEntries(
      found.flatMap(({ service, containers }) => containers.map((one) => [service, one])),
    );
  }

  async drift(cli = this.cli, options: ComposeOptions = {}): Promise<Record<string, string>> {
    const hashes = await cli.configHashes(options);
    const containers = Object.entries(await this.containers());
    return Object.fromEntries(containers.map(([service, one]) => [service, driftOf(one, service, hashes)]));
  }

  /** Who runs with what, to see whom a call has replaced. */
  async ids(): Promise<Record<string, string>> {
    const containers = Object.entries(await this.containers());
    return Object.fromEntries(containers.map(([service, { id }]) => [service, id]));
  }
}

describe.each(COMPOSE_FLAVOURS)('the hashes of compose (%s)', (flavour) => {
  let bench: Bench;
  const imageMoves = flavour === '1.29';
  const none = { app: 'none', back: 'none', front: 'none' };

  beforeAll(async () => {
    await docker(engine, 'tag', BUSYBOX_IMAGE, APP);
    bench = await Bench.of(flavour, flavour === '1.29' ? 'hashed-one' : 'hashed-two');
  }, 60_000);

  afterAll(async () => {
    await bench?.project.compose('down', '--timeout', '1');
  }, 60_000);

  it('are on the containers of a whole project that was brought up', async () => {
    await bench.cli.up([]);
    expect(await bench.drift()).toEqual(none);
    const { hashes } = await bench.cli.configHashes();
    const { front } = await bench.containers();
    expect(front?.configHash).toBe(hashes.get('front'));
  }, 30_000);

  it('show the service that changed, and no other, until it was brought up alone', async () => {
    await bench.project.write(services('two'));
    expect(await bench.drift()).toEqual({ ...none, front: 'drifted' });
    const before = await bench.ids();
    await bench.cli.up(['front']);
    expect(await bench.drift()).toEqual(none);
    const after = await bench.ids();
    expect(after).toEqual({ ...before, front: after['front'] });
    expect(after['front']).not.toBe(before['front']);
  }, 30_000);

  it('do not tell which services were named together, so that nothing is replaced for that alone', async () => {
    await bench.project.write(services('three').replaceAll('; true;', '; echo;'));
    await bench.cli.up(['back', 'front', 'app']);
    expect(await bench.drift()).toEqual(none);
    const before = await bench.ids();
    await bench.cli.up(['front', 'app']);
    await bench.cli.up(['app']);
    expect(await bench.ids()).toEqual(before);
  }, 60_000);

  it(`${imageMoves ? 'change' : 'stay'} when the reference stands for another image`, async () => {
    const before = await bench.containers();
    const image = await newImage(engine, BUSYBOX_IMAGE, APP);
    expect(await bench.drift()).toEqual({ ...none, app: imageMoves ? 'drifted' : 'none' });
    // The plan compares images by itself; up replaces the container in either case.
    await bench.cli.up(['app']);
    const { app } = await bench.containers();
    expect(app?.imageId).toBe(image);
    expect(app?.imageId).not.toBe(before['app']?.imageId);
    expect(app?.leftOver).toBe(false);
    expect(await bench.drift()).toEqual(none);
  }, 60_000);

  it('are not compared with those of the other flavour', async () => {
    const programs = await composePrograms(OTHER[flavour], engine.folder);
    const other = new ComposeCli(bench.node, programs);
    expect(await bench.drift(other)).toEqual({ app: 'unknown', back: 'unknown', front: 'unknown' });
  }, 30_000);

  it.each([
    ['the version of the project', "version: '2.4'\n"],
    ['no version', ''],
  ])(
    'follow an override file with %s that comes last',
    async (_, version) => {
      const file = join(bench.project.directory, 'override.yml');
      const reference = version === '' ? 'app:none' : 'app:same';
      await docker(engine, 'tag', BUSYBOX_IMAGE, reference);
      await writeFile(file, `${version}services: { app: { image: '${reference}' } }\n`);
      const pinned = { files: [file] };
      expect(await bench.drift(bench.cli, pinned)).toEqual({ ...none, app: 'drifted' });
      await bench.cli.up(['app'], pinned);
      expect((await bench.containers())['app']?.image).toBe(reference);
      expect(await bench.drift(bench.cli, pinned)).toEqual(none);
      expect(await bench.drift()).toEqual({ ...none, app: 'drifted' });
    },
    60_000,
  );
});
