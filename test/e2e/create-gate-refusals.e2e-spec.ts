import { docker } from '../docker/docker-cli.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startGatedNode, type Answered, type GatedNode } from './gated-node.ts';

const API = '/v1.41';
const WAITING = ['/bin/sh', '-c', "trap 'exit 0' TERM; sleep 100000 & wait"];
const LABELS = { 'com.docker.compose.project': 'models', 'com.docker.compose.service': 'vllm' };

let node: GatedNode;
let own: string;
let foreign: string;
let guarded: string;

beforeAll(async () => {
  node = await startGatedNode({ project: 'models', images: ['switchyard/*'], volumes: true });
  const { engine } = node;
  const container = (project: string, name: string, ...more: string[]) => {
    const labels = ['--label', `com.docker.compose.project=${project}`, ...more];
    return docker(
      engine,
      'run',
      '-d',
      '--network',
      'none',
      '--name',
      name,
      ...labels,
      BUSYBOX_IMAGE,
      ...WAITING,
    );
  };
  own = await container('models', 'models-own-1', '--label', 'com.docker.compose.service=own');
  foreign = await container('others', 'redis', '-v', '/anonymous');
  guarded = await container('models', 'models-caddy-1', '--label', 'switchyard.protected=true');
  await docker(engine, 'volume', 'create', 'others_data');
  await docker(engine, 'network', 'create', 'others_net');
  await docker(engine, 'network', 'create', '--label', 'com.docker.compose.project=models', 'models_net');
  await docker(engine, 'tag', BUSYBOX_IMAGE, 'evil/miner:1');
}, 60_000);
afterAll(() => node?.close(), 60_000);

const bodyOf = (host: object = {}, more: object = {}) => ({
  Image: BUSYBOX_IMAGE,
  Cmd: WAITING,
  Labels: LABELS,
  ...more,
  HostConfig: { NetworkMode: 'none', ...host },
});
const create = (body: string | object) =>
  node.ask('POST', `${API}/containers/create?name=models-extra-1`, { body });

/** Asks what must be refused, and returns the words; the engine must not even have been asked to change anything. */
async function refused(asked: () => Promise<Answered>, status = 403): Promise<string> {
  const before = await node.objects();
  node.recorded.forget();
  const answered = await asked();
  expect(answered.status).toBe(status);
  expect(node.recorded.changes).toEqual([]);
  expect(await node.objects()).toBe(before);
  return String(answered.body['message']);
}

async function anonymousVolume(): Promise<string> {
  return docker(node.engine, 'inspect', '--format', '{{range .Mounts}}{{.Name}}{{end}}', foreign);
}

describe('a create by way of Caddy and the gate', () => {
  it('passes when the policy allows it, and is logged without what its environment holds', async () => {
    const { status, body } = await create(bodyOf({}, { Env: ['TOKEN=very-secret'] }));
    expect(status).toBe(201);
    const id = String(body['Id']);
    expect(await docker(node.engine, 'inspect', '--format', '{{.Config.Env}}', id)).toContain('very-secret');
    expect(node.lines.at(-1)).toEqual({
      method: 'POST',
      route: 'createContainer',
      name: 'models-extra-1',
      subject: 'vllm',
      decision: 'passed',
      status: 201,
    });
    expect(JSON.stringify(node.lines)).not.toContain('very-secret');
    expect((await node.ask('DELETE', `${API}/containers/${id}?v=False&link=False&force=False`)).status).toBe(
      204,
    );
  });

  it.each<[string, object]>([
    ['HostConfig.Privileged', { Privileged: true }],
    ['HostConfig.privileged', { privileged: true }],
    ['HostConfig.PidMode', { PidMode: 'host' }],
    ['HostConfig.NetworkMode', { NetworkMode: 'host' }],
    ['HostConfig.IpcMode', { IpcMode: 'host' }],
    ['HostConfig.UTSMode', { UTSMode: 'host' }],
    ['HostConfig.UsernsMode', { UsernsMode: 'host' }],
    ['HostConfig.CgroupnsMode', { CgroupnsMode: 'host' }],
    ['HostConfig.Binds[0]', { Binds: ['/:/host'] }],
    ['HostConfig.Binds[0]', { Binds: ['/var/run/docker.sock:/var/run/docker.sock'] }],
    ['HostConfig.Mounts[0]', { Mounts: [{ Type: 'bind', Source: '/etc', Target: '/x' }] }],
    [
      'HostConfig.Mounts[0]',
      {
        Mounts: [
          {
            Type: 'volume',
            Source: 'v',
            Target: '/x',
            VolumeOptions: { DriverConfig: { Options: { type: 'none', device: '/', o: 'bind' } } },
          },
        ],
      },
    ],
    ['HostConfig.Devices', { Devices: [{ PathOnHost: '/dev/kmsg', PathInContainer: '/dev/x' }] }],
    ['HostConfig.DeviceRequests', { DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] }],
    ['HostConfig.CapAdd[0]', { CapAdd: ['SYS_ADMIN'] }],
    ['HostConfig.SecurityOpt[0]', { SecurityOpt: ['seccomp=unconfined'] }],
    ['HostConfig.PortBindings', { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '80' }] } }],
    ['HostConfig.VolumesFrom', { VolumesFrom: ['redis'] }],
    ['HostConfig.Sysctls', { Sysctls: { 'net.ipv4.ip_forward': '1' } }],
  ])('is refused with %s, and the engine hears nothing of it', async (field, host) => {
    expect(await refused(() => create(bodyOf(host)))).toContain(`The node's gate refuses ${field}`);
    expect(node.lines.at(-1)).toMatchObject({ decision: 'refused', route: 'createContainer' });
    expect(String(node.lines.at(-1)?.['rule'])).toContain(field.replace(/\[0\]$/, ''));
  });

  it.each<[string, () => object | Promise<object>]>([
    ['Image', () => bodyOf({}, { Image: 'evil/miner:1' })],
    ['Labels', () => bodyOf({}, { Labels: { ...LABELS, 'com.docker.compose.project': 'others' } })],
    ['the network', () => bodyOf({ NetworkMode: 'others_net' })],
    ['the volume', () => bodyOf({ Binds: ['others_data:/x'] })],
    ['the volume', async () => bodyOf({ Binds: [`${await anonymousVolume()}:/x`] })],
  ])('is refused when it reaches for what is not of its project: %s', async (what, body) => {
    const asked = await body();
    expect(await refused(() => create(asked))).toContain(`gate refuses ${what}`);
  });

  it('is refused when it refers to what is not there, which the engine would make', async () => {
    expect(await refused(() => create(bodyOf({ Binds: ['unheard:/x'] })), 404)).toContain('the volume');
    expect(await refused(() => create(bodyOf({ NetworkMode: 'unheard' })), 404)).toContain('the network');
  });

  it('with an image by its id passes or not by the names that the image bears', async () => {
    const id = await docker(node.engine, 'image', 'inspect', '--format', '{{.Id}}', BUSYBOX_IMAGE);
    const made = await create(bodyOf({}, { Image: id }));
    expect(made.status).toBe(201);
    await docker(node.engine, 'rm', String(made.body['Id']));
    const changes = ['--change', 'LABEL other=1'];
    const evil = await docker(node.engine, 'commit', ...changes, own, 'evil/miner:2');
    await docker(node.engine, 'tag', evil, 'switchyard-keep/vllm:0123456789ab');
    expect(await refused(() => create(bodyOf({}, { Image: evil })))).toContain('Image');
    expect(await refused(() => create(bodyOf({}, { Image: 'switchyard-keep/vllm:0123456789ab' })))).toContain(
      'Image',
    );
  });

  it('is read as JSON with one meaning, or not at all', async () => {
    const text = JSON.stringify(bodyOf());
    const twice = text.replace('"HostConfig":{', '"HostConfig":{"Privileged":false,"\\u0050rivileged":true,');
    expect(await refused(() => create(twice))).toContain('HostConfig.Privileged');
    expect(await refused(() => create('{'), 400)).toContain('no JSON');
    expect(await refused(() => create('[]'))).toContain('the body');
    const large = bodyOf({}, { Env: ['x'.repeat(1024 * 1024)] });
    expect(await refused(() => create(large), 413)).toContain('1 MiB');
  });
});

describe('objects of other projects', () => {
  it.each([
    ['DELETE', () => `/containers/${foreign}?force=1`],
    ['POST', () => `/containers/${foreign}/rename?name=mine`],
    ['GET', () => '/networks/others_net'],
    ['GET', () => '/volumes/others_data'],
  ])('stay out of reach: %s %s', async (method, path) => {
    expect(await refused(() => node.ask(method, `${API}${path()}`))).toContain('not of the project');
  });

  it('are neither connected nor connected to', async () => {
    const join = (network: string, Container: string) =>
      node.ask('POST', `${API}/networks/${network}/connect`, { body: { Container } });
    expect(await refused(() => join('others_net', own))).toContain('the network');
    expect(await refused(() => join('models_net', foreign))).toContain('the container');
    expect(await refused(() => join('host', own))).toContain('the network');
  });

  it('are not taken over by making them once more', async () => {
    const volume = { Name: 'others_data', Labels: LABELS };
    // Engine 20.10 has the old one for an answer, or hangs up; either way it must stay whose it was.
    await node.ask('POST', `${API}/volumes/create`, { body: volume });
    const labels = await docker(node.engine, 'volume', 'inspect', '--format', '{{.Labels}}', 'others_data');
    expect(labels).not.toContain('models');
    expect(await refused(() => create(bodyOf({ Binds: ['others_data:/x'] })))).toContain('the volume');
  });

  it('of the own project are protected by their label', async () => {
    const asked = () => node.ask('DELETE', `${API}/containers/${guarded}?force=1`);
    expect(await refused(asked)).toContain('protected');
  });
});

describe('what the gate itself has no say in', () => {
  it.each([
    ['GET', '/containers/ID/archive?path=/'],
    ['PUT', '/containers/ID/archive?path=/'],
    ['GET', '/containers/ID/export'],
    ['POST', '/containers/ID/exec'],
    ['POST', '/containers/ID/attach'],
    ['POST', '/containers/ID/update'],
    ['POST', '/containers/ID/kill'],
    ['DELETE', '/containers/own'],
    ['DELETE', '/networks/models_net'],
    ['DELETE', '/volumes/others_data'],
    ['POST', '/volumes/prune'],
    ['GET', '/plugins'],
    ['POST', '/build'],
    ['POST', '/commit?container=ID'],
    ['POST', '/swarm/init'],
    ['POST', '/containers/create/../create'],
    ['POST', '/networks/create?x=y'],
    ['POST', '/switchyard/disk'],
    ['GET', '/switchyard/disk?path=/srv'],
    ['GET', '/switchyard/disk/srv'],
  ])('is refused by Caddy: %s %s', async (method, path) => {
    const before = node.lines.length;
    await refused(() => node.ask(method, `${API}${path.replace('ID', own)}`, { body: {} }));
    expect(node.lines).toHaveLength(before);
  });

  it('a create that does not declare JSON does not even come to the gate', async () => {
    const before = node.lines.length;
    await refused(() => node.ask('POST', `${API}/containers/create`, { body: bodyOf(), type: 'text/plain' }));
    await refused(() => node.ask('POST', `${API}/containers/create`));
    expect(node.lines).toHaveLength(before);
  });
});

it('whoever may ask learns that there is a gate, and for which project', async () => {
  const { status, body } = await node.ask('GET', `${API}/switchyard/gate`);
  expect([status, body]).toEqual([200, { gate: 1, project: 'models' }]);
});

it('whoever may ask learns how much room the disk has, in numbers alone', async () => {
  const { status, body } = await node.ask('GET', `${API}/switchyard/disk`);
  const number: unknown = expect.any(Number);
  expect(status).toBe(200);
  expect(body).toEqual({ disk: { total_bytes: number, free_bytes: number, age_ms: number } });
});
