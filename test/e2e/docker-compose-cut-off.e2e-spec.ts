import { readdir, readFile } from 'node:fs/promises';
import { ComposeCli, driftOf, readServices, type DockerNode, type ServiceContainer } from '@app/docker';
import { COMPOSE_FLAVOURS, composePrograms } from '../docker/compose-flavours.ts';
import { composeProject, serviceEntry, type TestProject } from '../docker/compose-project.ts';
import { docker } from '../docker/docker-cli.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { BUSYBOX_IMAGE, startRealEngine, type RealEngine } from '../docker/real-engine.ts';

const QUICK = ['stop_grace_period: 1s'];
const web = (word: string, more = QUICK) => serviceEntry('web', BUSYBOX_IMAGE, `echo ${word}`, more);
/** A container that does not heed its end gives the time to cut a recreation off. */
const slow = (word: string) => web(`${word}; trap "" TERM`, ['stop_grace_period: 30s']);

describe.each(COMPOSE_FLAVOURS)('a recreation by compose (%s) that is cut off', (flavour) => {
  let engine: RealEngine;
  let project: TestProject;
  let node: DockerNode;
  let cli: ComposeCli;

  beforeAll(async () => {
    engine = await startRealEngine();
    const programs = await composePrograms(flavour, engine.folder);
    project = await composeProject(engine, 'cut', web('one'), programs);
    node = localNode(engine.socket, project);
    cli = new ComposeCli(node, programs);
  }, 60_000);

  beforeEach(async () => {
    await project.write(web('one'));
    await cli.up([]);
    await project.write(web('two'));
  }, 30_000);

  afterEach(async () => {
    const ids = await docker(engine, 'ps', '--all', '--quiet');
    await docker(engine, 'rm', '--force', ...ids.split('\n'));
  }, 30_000);

  afterAll(() => engine?.close(), 60_000);

  async function containers(): Promise<readonly ServiceContainer[]> {
    const [service] = await readServices(engineClientOf(node), node);
    return service?.containers ?? [];
  }

  async function theOne(): Promise<ServiceContainer> {
    const [one, ...others] = await containers();
    expect(others).toEqual([]);
    if (one === undefined) throw new Error('nothing runs');
    return one;
  }

  /** What 1.29 does first: the old container is stopped and gives its name away. */
  async function setAside({ id, name }: ServiceContainer): Promise<string> {
    await docker(engine, 'stop', '--time', '1', id);
    const aside = `${id.slice(0, 12)}_${name}`;
    await docker(engine, 'rename', id, aside);
    return aside;
  }

  /** A container of the service that was made, and not yet started. */
  async function made(
    name: string,
    like: ServiceContainer,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { hashes } = await cli.configHashes();
    const read = await docker(engine, 'inspect', '--format', '{{json .Config.Labels}}', like.id);
    const hash = { 'com.docker.compose.config-hash': hashes.get('web') ?? '' };
    const labels: Record<string, string> = {
      ...(JSON.parse(read) as Record<string, string>),
      ...more,
      ...hash,
    };
    const flags = Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]);
    const command = ['/bin/sh', '-c', "trap 'exit 0' TERM; sleep 100000 & wait"];
    return docker(engine, 'create', '--name', name, '--network', 'none', ...flags, BUSYBOX_IMAGE, ...command);
  }

  /** However it was cut off, bringing the service up ends with one container, which runs what the files say. */
  async function endsWell(): Promise<void> {
    await cli.up(['web']);
    const one = await theOne();
    expect(one.state).toBe('running');
    expect(driftOf(one, 'web', await cli.configHashes())).toBe('none');
  }

  /** Only 1.29 sets the old container aside; the Go compose cannot go on from there, as the name that it wants is taken. */
  async function endsWellOrNames(left: string): Promise<void> {
    if (flavour === '1.29') return endsWell();
    await expect(cli.up(['web'])).rejects.toMatchObject({
      code: 'container_conflict',
      message: expect.stringContaining(`"${left}"`) as string,
    });
    expect(await containers()).toMatchObject([{ name: left }]);
    await docker(engine, 'rm', left);
    await endsWell();
  }

  it('after the old container gave its name away ends well or names it, when the service is brought up', async () => {
    const name = await setAside(await theOne());
    expect(await containers()).toMatchObject([{ name, leftOver: true, state: 'exited' }]);
    await endsWellOrNames(name);
  }, 60_000);

  it('before the old container, set aside, was removed ends well or names it too', async () => {
    const old = await theOne();
    const aside = await setAside(old);
    await made(old.name, old);
    const seen = await containers();
    expect(Object.fromEntries(seen.map(({ name, leftOver }) => [name, leftOver]))).toEqual({
      [aside]: true,
      [old.name]: false,
    });
    await endsWellOrNames(aside);
  }, 60_000);

  it('before the new container, made aside, took the place of the old one ends well too', async () => {
    const old = await theOne();
    await made(`${old.id.slice(0, 12)}_${old.name}`, old, { 'com.docker.compose.replace': old.id });
    expect((await containers()).filter(({ leftOver }) => leftOver)).toHaveLength(1);
    await endsWell();
  }, 60_000);

  it('before the new container, made aside, took the name of the removed one ends well too', async () => {
    const old = await theOne();
    const name = `${old.id.slice(0, 12)}_${old.name}`;
    await made(name, old, { 'com.docker.compose.replace': old.id });
    await docker(engine, 'rm', '--force', old.id);
    expect(await containers()).toMatchObject([{ name, leftOver: true, state: 'created' }]);
    await endsWell();
  }, 60_000);

  it.each(['first', 'last'] as const)(
    'by the death of the %s of its processes has an unknown outcome',
    async (which) => {
      await project.write(slow('three'));
      await cli.up(['web']);
      await project.write(web('four'));
      let killed: Promise<void> | undefined;
      const onLine = (): void => void (killed ??= kill(which));
      await expect(cli.up(['web'], { onLine })).rejects.toMatchObject({ code: 'node_outcome_unknown' });
      await killed;
      for (const { id } of await containers()) await docker(engine, 'kill', id).catch(() => undefined);
      await endsWell();
    },
    90_000,
  );

  /** The plugin is a child of the docker program; 1.29 is one process. Both are in a group of their own. */
  async function kill(which: 'first' | 'last'): Promise<void> {
    const members = await composeProcesses();
    const pid = which === 'first' ? Math.min(...members) : Math.max(...members);
    process.kill(pid, 'SIGKILL');
  }

  async function composeProcesses(): Promise<number[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(
      pids.map(async (pid) => {
        const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
        return words.includes(project.directory) && words.includes('up') ? [Number(pid)] : [];
      }),
    );
    return found.flat();
  }
});
