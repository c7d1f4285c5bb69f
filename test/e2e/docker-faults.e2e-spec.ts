import { followService, readServices, type EngineClient } from '@app/docker';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { json, startScriptedEngine, type ScriptedEngine } from '../docker/scripted-engine.ts';

const ID = 'a'.repeat(64);
const RESTART = `POST /containers/${ID}/restart`;
const TIMEOUTS = { connect: 1_000, head: 300, idle: 300 };
const HTML = '<html><body>502 Bad Gateway</body></html>';

let engine: ScriptedEngine;
let client: EngineClient;

beforeEach(async () => {
  engine = await startScriptedEngine();
  client = engineClientOf(localNode(engine.socket), TIMEOUTS);
});

afterEach(() => engine.close());

async function drain(entries: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

describe('a change', () => {
  it('whose connection breaks after it was sent has an unknown outcome, and is not sent again', async () => {
    engine.on(RESTART, (request) => request.socket.destroy());
    await expect(client.restart(ID, 1)).rejects.toMatchObject({
      code: 'node_outcome_unknown',
      upstream: 'local',
    });
    expect(engine.asked).toEqual([RESTART]);
  });

  it('that is not answered in time has an unknown outcome', async () => {
    engine.on(RESTART, () => undefined);
    await expect(client.restart(ID, 0)).rejects.toMatchObject({ code: 'node_outcome_unknown' });
  });

  it('that is cancelled after it was sent has an unknown outcome', async () => {
    const stop = new AbortController();
    engine.on(RESTART, () => stop.abort());
    await expect(client.restart(ID, 1, stop.signal)).rejects.toMatchObject({ code: 'node_outcome_unknown' });
  });

  it('that was cancelled before is never sent', async () => {
    const stop = AbortSignal.abort();
    await expect(client.restart(ID, 1, stop)).rejects.toMatchObject({ code: 'call_cancelled' });
    expect(engine.asked).toEqual([]);
  });

  it('has an unknown outcome when a proxy on the way gives up', async () => {
    engine.on(RESTART, (_, response) => {
      response.removeHeader('api-version');
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end(HTML);
    });
    await expect(client.restart(ID, 1)).rejects.toMatchObject({ code: 'node_outcome_unknown' });
  });

  it('was never sent when the engine is not there', async () => {
    const gone = engineClientOf(localNode('/nowhere/docker.sock'), TIMEOUTS);
    await expect(gone.restart(ID, 1)).rejects.toMatchObject({ code: 'node_unreachable' });
  });

  it('waits as long as the container was given to stop', async () => {
    engine.on(RESTART, (_, response) => {
      setTimeout(() => response.writeHead(204).end(), TIMEOUTS.head + 200);
    });
    await client.restart(ID, 1);
  });
});

describe('a read', () => {
  const LIST = 'GET /containers/json';

  it('that is not answered in time says so', async () => {
    engine.on(LIST, () => undefined);
    await expect(client.listContainers([])).rejects.toMatchObject({ code: 'node_timeout' });
  });

  it('whose answer falls silent says so', async () => {
    engine.on(LIST, (_, response) => void response.write('['));
    await expect(client.listContainers([])).rejects.toMatchObject({ code: 'node_timeout' });
  });

  it('whose answer breaks off is no shorter list', async () => {
    engine.on(LIST, (request, response) => {
      response.write('[]', () => request.socket.destroy());
    });
    await expect(client.listContainers([])).rejects.toMatchObject({ code: 'node_unreachable' });
  });

  it('that a proxy refuses names the proxy', async () => {
    engine.on(LIST, (_, response) => {
      response.removeHeader('api-version');
      response.writeHead(403).end();
    });
    await expect(client.listContainers([])).rejects.toMatchObject({ code: 'node_proxy_refused' });
  });

  it.each([
    ['HTML', HTML],
    ['another shape', '[{"Id":"../../x"}]'],
  ])('refuses %s', async (_, body) => {
    engine.on(LIST, (_request, response) => void response.end(body));
    await expect(client.listContainers([])).rejects.toMatchObject({ code: 'node_answer_malformed' });
  });

  it('takes no answer of any size', async () => {
    engine.on(LIST, (_, response) => void response.end(' '.repeat(17 * 1024 * 1024)));
    const patient = engineClientOf(localNode(engine.socket), { ...TIMEOUTS, head: 10_000, idle: 10_000 });
    await expect(patient.listContainers([])).rejects.toMatchObject({ code: 'node_answer_too_large' });
  });

  it('never shows paths that the engine speaks of', async () => {
    engine.on(LIST, (_, response) => json(response, { message: 'open /srv/secret/key: denied' }, 500));
    await expect(client.listContainers([])).rejects.toMatchObject({
      code: 'node_failed',
      message: 'The engine of the node "local" answered 500: open <path>: denied',
    });
  });
});

describe('a pull', () => {
  const PULL = 'POST /images/create';

  it('tells its progress, and fails when the stream says so', async () => {
    const progress = { status: 'Downloading', id: 'f00', progressDetail: { current: 1, total: 2 } };
    engine.on(PULL, (_, response) => {
      response.write(`${JSON.stringify(progress)}\r\n`);
      response.end(`${JSON.stringify({ error: 'manifest unknown' })}\r\n`);
    });
    const seen: unknown[] = [];
    const pulled = (async () => {
      for await (const entry of client.pullImage('images.example/a/b:1')) seen.push(entry);
    })();
    await expect(pulled).rejects.toMatchObject({
      code: 'image_pull_failed',
      message: expect.stringContaining('manifest unknown'),
    });
    expect(seen).toEqual([{ status: 'Downloading', layer: 'f00', current: 1, total: 2 }]);
  });

  it('refuses what is no progress', async () => {
    engine.on(PULL, (_, response) => void response.end(HTML));
    await expect(drain(client.pullImage('a:1'))).rejects.toMatchObject({ code: 'node_answer_malformed' });
  });

  it.each(['', 'b/A', '../x', 'a:b:c', 'a@sha256:12', '-a', 'a?fromSrc=-', 'a b'])(
    'refuses %j as an image before anything is sent',
    async (image) => {
      await expect(drain(client.pullImage(image))).rejects.toMatchObject({ code: 'image_reference_invalid' });
      expect(engine.asked).toEqual([]);
    },
  );
});

describe('the version', () => {
  const PING = 'GET /_ping';
  beforeEach(() => engine.on(PING, (_, response) => void response.end('OK')));

  it.each([
    ['1.41', '1.12', '1.41'],
    ['1.51', '1.44', '1.51'],
    ['1.53', '1.44', '1.51'],
    ['1.40', '1.12', '1.40'],
  ])('with an engine of up to %s from %s on is agreed on as %s', async (newest, oldest, agreed) => {
    Object.assign(engine, { newest, oldest });
    await client.ping();
    expect(engine.versions).toEqual([agreed]);
  });

  it.each([
    ['1.39', '1.12'],
    ['1.60', '1.52'],
  ])('with an engine of up to %s from %s on cannot be agreed on', async (newest, oldest) => {
    Object.assign(engine, { newest, oldest });
    await expect(client.ping()).rejects.toMatchObject({ code: 'node_version_unsupported' });
  });

  it('is agreed on anew when the engine was replaced by an older one', async () => {
    engine.newest = '1.45';
    await client.ping();
    engine.newest = '1.41';
    await client.ping();
    expect(engine.versions).toEqual(['1.45', '1.41']);
  });

  it('is agreed on anew when the engine was replaced by a newer one', async () => {
    await client.ping();
    engine.newest = '1.47';
    await client.ping();
    await client.ping();
    expect(engine.versions).toEqual(['1.41', '1.41', '1.47']);
  });
});

describe('a followed service', () => {
  it('fails at once on a node that is not there', async () => {
    const gone = engineClientOf(localNode('/nowhere/docker.sock'), TIMEOUTS);
    const service = { project: 'a', service: 'b' };
    const entries = followService(gone, service, {}, new AbortController().signal);
    await expect(entries.next()).rejects.toMatchObject({ code: 'node_unreachable' });
  });
});

describe('a log', () => {
  const LOGS = `GET /containers/${ID}/logs`;

  it('is not read ahead of its reader', async () => {
    const config = { Image: 'a', Tty: true, Labels: {} };
    const state = { Status: 'running', ExitCode: 0, StartedAt: '', FinishedAt: '' };
    const details = { Id: ID, Name: '/a', Image: 'sha256:1', RestartCount: 0, State: state, Config: config };
    engine.on(`GET /containers/${ID}/json`, (_, response) => json(response, details));
    let sent = 0;
    engine.on(LOGS, (_, response) => {
      const line = `${'x'.repeat(1023)}\n`;
      const more = () => {
        do sent += line.length;
        while (response.write(line) && sent < 200_000_000);
        response.once('drain', more);
      };
      more();
    });
    const log = client.containerLogs(ID, { follow: true });
    for (let lines = 0; lines < 100; lines++) await log.next();
    expect(sent).toBeLessThan(8_000_000);
    await log.return(undefined);
  });
});

describe('the services of a node', () => {
  const IMAGE_ID = `sha256:${'b'.repeat(64)}`;
  const labels = {
    'com.docker.compose.service': 'web',
    'com.docker.compose.depends_on': 'db:service_healthy:true',
  };
  const listed = {
    Id: ID,
    Names: [`/${'c'.repeat(12)}_web`],
    Labels: labels,
    State: 'running',
    ImageID: IMAGE_ID,
    Ports: [],
  };
  const state = {
    Status: 'running',
    ExitCode: 0,
    StartedAt: '',
    FinishedAt: '',
    Health: { Status: 'starting' },
  };
  const details = {
    Id: ID,
    Name: listed.Names[0],
    Image: IMAGE_ID,
    RestartCount: 3,
    State: state,
    Config: { Image: 'reg.lan:5000/a/web:1', Tty: false, Labels: labels },
  };
  const read = () => readServices(client, localNode(engine.socket));
  beforeEach(() => engine.on('GET /containers/json', (_, response) => json(response, [listed])));

  it('show health, dependencies, the digest of their own registry and a recreation that was cut off', async () => {
    const RepoDigests = ['other/web@sha256:1', 'reg.lan:5000/a/web@sha256:2'];
    engine.on(`GET /containers/${ID}/json`, (_, response) => json(response, details));
    engine.on(`GET /images/${IMAGE_ID}/json`, (_, response) => json(response, { Id: IMAGE_ID, RepoDigests }));
    const [web] = await read();
    expect(web).toMatchObject({ service: 'web', health: 'starting', dependsOn: ['db'] });
    const digest = 'reg.lan:5000/a/web@sha256:2';
    expect(web?.containers).toMatchObject([{ imageDigest: digest, leftOver: true, restartCount: 3 }]);
  });

  it('are an error while they change too fast to be read, and never a shorter list', async () => {
    await expect(read()).rejects.toMatchObject({ code: 'node_changing' });
  });

  it('keep a container whose image is gone', async () => {
    engine.on(`GET /containers/${ID}/json`, (_, response) => json(response, details));
    expect((await read())[0]?.containers).toMatchObject([{ imageDigest: undefined, imageId: IMAGE_ID }]);
  });
});
