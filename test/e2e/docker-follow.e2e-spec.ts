import {
  followService,
  readServices,
  type EngineClient,
  type Service,
  type ServiceLogEntry,
} from '@app/docker';
import { composeProject, serviceEntry, type TestProject } from '../docker/compose-project.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { BUSYBOX_IMAGE, startRealEngine, type RealEngine } from '../docker/real-engine.ts';

let engine: RealEngine;
let project: TestProject;
let client: EngineClient;

const COUNTER = 'n=0; while [ $n -lt 3 ]; do n=$((n+1)); echo line $n; done';
const services = (word: string) =>
  [
    serviceEntry('counter', BUSYBOX_IMAGE, `echo ${word}; ${COUNTER}`),
    serviceEntry('guarded', BUSYBOX_IMAGE, 'true', ['labels: { switchyard.protected: "true" }']),
    serviceEntry('worker', BUSYBOX_IMAGE, 'true'),
  ].join('');

beforeAll(async () => {
  engine = await startRealEngine();
  project = await composeProject(engine, 'followed', services('one'));
  await project.compose('up', '-d');
  client = engineClientOf(localNode(engine.socket));
}, 60_000);

afterAll(() => engine?.close(), 60_000);

const node = () => ({ ...localNode(engine.socket, project), protectedServices: ['worker'] });
function wordOf(entry: ServiceLogEntry): string {
  if ('following' in entry) return `[following ${entry.following.length}]`;
  return 'marker' in entry ? `[${entry.marker}]` : entry.text;
}

async function until(entries: AsyncGenerator<ServiceLogEntry>, last: string): Promise<string[]> {
  const words: string[] = [];
  while (words.at(-1) !== last) {
    const { value, done } = await entries.next();
    if (done === true) throw new Error(`the log ended after ${words.join(', ')}`);
    words.push(wordOf(value));
  }
  return words;
}

describe('the services of a project', () => {
  const named = async (name: string): Promise<Service | undefined> =>
    (await readServices(client, node())).find(({ service }) => service === name);

  it('are there with state, image, hash and time', async () => {
    const [container] = (await named('counter'))?.containers ?? [];
    expect(container).toMatchObject({
      state: 'running',
      image: BUSYBOX_IMAGE,
      composeVersion: '1.29.2',
      configHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      imageId: expect.stringMatching(/^sha256:/),
      restartCount: 0,
      leftOver: false,
    });
    expect(Date.parse(container?.startedAt ?? '')).toBeLessThan(Date.now() + 60_000);
  });

  it('are protected by their label or because the node names them', async () => {
    expect((await named('guarded'))?.protected).toBe(true);
    expect((await named('worker'))?.protected).toBe(true);
    expect((await named('counter'))?.protected).toBe(false);
  });

  it('do not count a one-off run as part of the service', async () => {
    await project.compose('run', '-d', '--name', 'once', 'counter');
    expect((await named('counter'))?.containers).toHaveLength(1);
  });

  it('are an error, and no empty list, when the engine is gone', async () => {
    const gone = engineClientOf(localNode('/nowhere/docker.sock'));
    await expect(readServices(gone, node())).rejects.toMatchObject({ code: 'node_unreachable' });
  });
});

describe('a followed service', () => {
  it('is followed through a restart and a recreation, with no line missing and none twice', async () => {
    const end = new AbortController();
    const followed = { project: 'followed', service: 'counter' };
    const entries = followService(client, followed, {}, end.signal);
    expect(await until(entries, 'line 3')).toEqual(['[following 1]', 'one', 'line 1', 'line 2', 'line 3']);
    const restarted = project.compose('restart', '-t', '3', 'counter');
    expect(await until(entries, 'line 3')).toEqual([
      '[stopped]',
      '[started]',
      'one',
      'line 1',
      'line 2',
      'line 3',
    ]);
    await restarted;
    await project.write(services('two'));
    const recreated = project.compose('up', '-d', '-t', '3', 'counter');
    expect(await until(entries, 'line 3')).toEqual([
      '[stopped]',
      '[recreated]',
      'two',
      'line 1',
      'line 2',
      'line 3',
    ]);
    await recreated;
    end.abort();
    expect((await entries.next()).done).toBe(true);
  }, 60_000);

  it('marks a gap when the engine goes away, and goes on when it is back', async () => {
    const end = new AbortController();
    const followed = { project: 'followed', service: 'counter' };
    const entries = followService(client, followed, { tail: 1 }, end.signal);
    await until(entries, 'line 3');
    const restarted = engine.restart();
    await until(entries, '[gap]');
    await restarted;
    await project.compose('up', '-d', 'counter');
    await until(entries, 'line 3');
    end.abort();
    await entries.return(undefined);
  }, 60_000);
});
