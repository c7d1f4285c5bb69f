import type { EngineClient, LogLine } from '@app/docker';

/** ContractSubject is an engine with a project of two running services, `web` and `talker`. */
export interface ContractSubject {
  readonly client: EngineClient;
  readonly project: string;
  readonly image: string;
}

const NO_CONTAINER = '0'.repeat(64);

/** engineContract is what a real engine and the fake one both must show through the client. */
export function engineContract(subject: () => ContractSubject): void {
  const idOf = async (service: string) => {
    const labels = [
      `com.docker.compose.project=${subject().project}`,
      `com.docker.compose.service=${service}`,
    ];
    const [found] = await subject().client.listContainers(labels);
    return found?.id ?? '';
  };

  it('agrees on a version within what both speak', async () => {
    const version = await subject().client.version();
    expect(version.apiVersion).toMatch(/^1\.(4\d|5[01])$/);
    await subject().client.ping();
  });

  it('tells its clock and its size', async () => {
    const info = await subject().client.info();
    expect(Math.abs(Date.parse(info.systemTime) - Date.now())).toBeLessThan(60_000);
    expect(info.running).toBeGreaterThan(1);
  });

  it('lists by label, and nothing that carries another', async () => {
    const { client, project } = subject();
    const all = await client.listContainers([`com.docker.compose.project=${project}`]);
    const services = new Set(all.map(({ labels }) => labels['com.docker.compose.service']));
    expect(services).toEqual(new Set(['talker', 'web']));
    expect(await client.listContainers(['com.docker.compose.project=elsewhere'])).toEqual([]);
  });

  it('stops, starts and restarts, and says what was so already', async () => {
    const { client } = subject();
    const web = await idOf('web');
    expect(await client.stop(web, 5)).toBe(true);
    expect((await client.inspectContainer(web)).state).toBe('exited');
    expect(await client.stop(web, 5)).toBe(false);
    expect(await client.start(web)).toBe(true);
    expect(await client.start(web)).toBe(false);
    const { startedAt } = await client.inspectContainer(web);
    await client.restart(web, 5);
    const after = await client.inspectContainer(web);
    expect(after.state).toBe('running');
    expect(after.startedAt).not.toBe(startedAt);
  });

  it('reads both streams of a log with their times', async () => {
    const lines: LogLine[] = [];
    for await (const line of subject().client.containerLogs(await idOf('talker'))) lines.push(line);
    const texts = (stream: string) => lines.filter((line) => line.stream === stream).map(({ text }) => text);
    expect(texts('stdout').slice(0, 2)).toEqual(['first', 'zwölf €']);
    expect(texts('stderr')).toEqual(['oops']);
    expect(lines[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  });

  it('reads only the last lines when asked to', async () => {
    const lines: string[] = [];
    const talker = await idOf('talker');
    for await (const line of subject().client.containerLogs(talker, { tail: 1 })) lines.push(line.text);
    expect(lines).toHaveLength(1);
  });

  it('follows a log until the container stops', async () => {
    const { client } = subject();
    const web = await idOf('web');
    const log = client.containerLogs(web, { follow: true, tail: 0 });
    const ended = log.next();
    await client.stop(web, 5);
    expect((await ended).done).toBe(true);
    await client.start(web);
  });

  it('ends a followed log when its reader cancels', async () => {
    const { client } = subject();
    const stop = new AbortController();
    const log = client.containerLogs(await idOf('web'), { follow: true, tail: 0 }, stop.signal);
    const next = log.next();
    setImmediate(() => stop.abort());
    await expect(next).rejects.toMatchObject({ code: 'call_cancelled' });
  });

  it('sees a restart as events of that container', async () => {
    const { client, project } = subject();
    const web = await idOf('web');
    const stop = new AbortController();
    const since = String(Math.floor(Date.now() / 1000) - 1);
    const options = { labels: [`com.docker.compose.project=${project}`], actions: ['die', 'start'], since };
    const restarted = client.restart(web, 5);
    const seen: string[] = [];
    for await (const event of client.events(options, stop.signal)) {
      if (event.container === web) seen.push(event.action);
      if (seen.slice(-2).join() === 'die,start') break;
    }
    await restarted;
    expect(seen.slice(-2)).toEqual(['die', 'start']);
  });

  it('measures a running container', async () => {
    const stats = await subject().client.containerStats(await idOf('web'));
    expect(stats.memoryBytes).toBeGreaterThan(0);
  });

  it('knows an image by its reference, and says when there is none', async () => {
    const { client, image } = subject();
    expect((await client.inspectImage(image)).id).toMatch(/^sha256:[0-9a-f]{64}$/);
    await expect(client.inspectImage('no/such:1')).rejects.toMatchObject({ code: 'image_not_found' });
  });

  it('says that a container is not there', async () => {
    const { client } = subject();
    await expect(client.inspectContainer(NO_CONTAINER)).rejects.toMatchObject({
      code: 'container_not_found',
    });
    await expect(client.restart(NO_CONTAINER, 1)).rejects.toMatchObject({ code: 'container_not_found' });
  });

  it.each([
    '',
    '..',
    '../images/x/json?',
    'a/../../volumes/prune',
    '%2e%2e',
    'web',
    `${NO_CONTAINER}/archive`,
  ])('refuses %j as a container before anything is sent', async (id) => {
    await expect(subject().client.restart(id, 1)).rejects.toMatchObject({ code: 'parameter_refused' });
  });

  it('reports a pull that fails', async () => {
    const pulled = async () => {
      for await (const _ of subject().client.pullImage('localhost:1/no/such:1')) continue;
    };
    await expect(pulled()).rejects.toMatchObject({
      code: expect.stringMatching(/^(node_failed|image_pull_failed)$/),
    });
  });
}
