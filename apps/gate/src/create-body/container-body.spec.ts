import type { JsonObject, JsonValue } from '@app/kernel';
import { composeOneBody, pluginBody } from '../../../../test/docker/compose-bodies.ts';
import { gatePolicy } from '../policy/gate-policy.js';
import type { Refusal } from '../refusal.js';
import { containerBody } from './container-body.js';

const generous = gatePolicy.parse({
  project: 'models',
  images: ['images.example/*'],
  binds: [{ source: '/srv/data' }, { source: '/srv/scratch', read_only: false }],
  volumes: true,
  ports: [{ address: '127.0.0.1', from: 8000, to: 8010 }],
  gpus: true,
  ipc_host: true,
  shm_max_mib: 64,
  memory_max_mib: 256,
  cap_add: ['IPC_LOCK'],
});
const bare = gatePolicy.parse({ project: 'models', images: ['images.example/*'] });

type Change = Readonly<Record<string, unknown>>;
const withHost = (host: Change) => ({
  ...composeOneBody(),
  HostConfig: { ...composeOneBody().HostConfig, ...host },
});
const written = (body: unknown, policy = generous) => containerBody(policy, body as JsonValue);
const hostOf = (body: unknown) => (written(body).body as { HostConfig: JsonObject }).HostConfig;

function ruleOf(body: unknown, policy = generous): string {
  try {
    written(body, policy);
  } catch (error) {
    return (error as Refusal).rule;
  }
  return 'nothing was refused';
}

describe('what Compose asks for a model server', () => {
  it.each([
    ['1.29', composeOneBody],
    ['the plugin', pluginBody],
  ])('passes when the policy names all that it needs: %s', (_, body) => {
    const { body: sent, claims } = written(body());
    expect(sent).toMatchObject({
      Image: 'images.example/vllm:1',
      Cmd: ['vllm', 'serve', '--port', '8000'],
      HostConfig: { NetworkMode: 'models_default', ReadonlyRootfs: true, CapDrop: ['ALL'] },
    });
    expect(claims).toEqual({
      networks: new Set(['models_default']),
      volumes: new Set(['models_weights']),
      imageIds: new Set(),
    });
  });

  it('is written anew: what nobody set is not sent at all', () => {
    const host = hostOf(pluginBody());
    for (const field of ['Privileged', 'Devices', 'PidMode', 'UsernsMode', 'MaskedPaths', 'VolumesFrom']) {
      expect(host).not.toHaveProperty(field);
    }
  });

  it.each([
    ['Binds', { Binds: ['/srv/data:/data:ro'] }],
    ['PortBindings', {}],
    ['DeviceRequests', { DeviceRequests: composeOneBody().HostConfig['DeviceRequests'] }],
    ['IpcMode', { IpcMode: 'host' }],
  ])('is refused by a policy that does not name its %s', (field, host) => {
    const { PortBindings: ports } = composeOneBody().HostConfig;
    const plain = { NetworkMode: 'none', ...(field === 'PortBindings' ? { PortBindings: ports } : host) };
    const body = { Image: 'images.example/vllm:1', Labels: composeOneBody().Labels, HostConfig: plain };
    expect(ruleOf({ ...body, HostConfig: { NetworkMode: 'none' } }, bare)).toBe('nothing was refused');
    expect(ruleOf(body, bare)).toContain(`HostConfig.${field}`);
  });
});

describe('a container that would have the machine', () => {
  it.each<[string, Change]>([
    ['Privileged', { Privileged: true }],
    ['PidMode', { PidMode: 'host' }],
    ['PidMode', { PidMode: `container:${'ab'.repeat(32)}` }],
    ['NetworkMode', { NetworkMode: 'host' }],
    ['NetworkMode', { NetworkMode: `container:${'ab'.repeat(32)}` }],
    ['NetworkMode', { NetworkMode: 'default' }],
    ['NetworkMode', { NetworkMode: '' }],
    ['NetworkMode', { NetworkMode: null }],
    ['IpcMode', { IpcMode: `container:${'ab'.repeat(32)}` }],
    ['UTSMode', { UTSMode: 'host' }],
    ['UsernsMode', { UsernsMode: 'host' }],
    ['CgroupnsMode', { CgroupnsMode: 'host' }],
    ['Cgroup', { Cgroup: 'host' }],
    ['CgroupParent', { CgroupParent: '/system.slice' }],
    [
      'Devices',
      { Devices: [{ PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm' }] },
    ],
    ['DeviceCgroupRules', { DeviceCgroupRules: ['a *:* rwm'] }],
    [
      'DeviceRequests',
      { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['x/y=all'], Capabilities: [['gpu']] }] },
    ],
    ['DeviceRequests', { DeviceRequests: [{ Driver: '', Count: -1, Capabilities: [['storage']] }] }],
    ['DeviceRequests', { DeviceRequests: [{ Capabilities: [['gpu']], Options: { a: 'b' } }] }],
    ['CapAdd', { CapAdd: ['ALL'] }],
    ['CapAdd', { CapAdd: ['CAP_SYS_ADMIN'] }],
    ['CapAdd', { CapAdd: ['sys_ptrace'] }],
    ['SecurityOpt', { SecurityOpt: ['seccomp=unconfined'] }],
    ['SecurityOpt', { SecurityOpt: ['apparmor:unconfined'] }],
    ['SecurityOpt', { SecurityOpt: ['label=disable'] }],
    ['SecurityOpt', { SecurityOpt: ['no-new-privileges:false'] }],
    ['SecurityOpt', { SecurityOpt: ['systempaths=unconfined'] }],
    ['MaskedPaths', { MaskedPaths: [] }],
    ['ReadonlyPaths', { ReadonlyPaths: [] }],
    ['Sysctls', { Sysctls: { 'kernel.core_pattern': '|/x' } }],
    ['Runtime', { Runtime: 'kata' }],
    ['Runtime', { Runtime: 'io.containerd.runc.v2' }],
    ['VolumesFrom', { VolumesFrom: ['ops'] }],
    ['VolumeDriver', { VolumeDriver: 'nfs' }],
    ['Links', { Links: ['redis:redis'] }],
    ['StorageOpt', { StorageOpt: { size: '1T' } }],
    ['Annotations', { Annotations: { 'cdi.k8s.io/x': 'y' } }],
    ['PublishAllPorts', { PublishAllPorts: true }],
    ['OomScoreAdj', { OomScoreAdj: -1000 }],
    ['OomKillDisable', { OomKillDisable: true }],
    ['ShmSize', { ShmSize: 65 * 1024 * 1024 }],
    ['Memory', { Memory: 257 * 1024 * 1024 }],
    ['Memory', { Memory: 0 }],
    ['Memory', { Memory: null }],
    ['LogConfig', { LogConfig: { Type: 'gelf', Config: {} } }],
    ['LogConfig', { LogConfig: { Type: 'json-file', Config: { 'gelf-address': 'udp://x' } } }],
    ['ContainerIDFile', { ContainerIDFile: '/etc/passwd' }],
    ['Binds', { Binds: ['/:/host'] }],
    ['Binds', { Binds: ['/etc:/etc:ro'] }],
    ['Binds', { Binds: ['/var/run/docker.sock:/var/run/docker.sock'] }],
    ['Binds', { Binds: ['/run/docker.sock:/s:ro'] }],
    ['Binds', { Binds: ['/srv/data:/data:rw'] }],
    ['Binds', { Binds: ['/srv/data:/data'] }],
    ['Binds', { Binds: ['/srv/data/../../etc:/data:ro'] }],
    ['Binds', { Binds: ['/srv/data/./x:/data:ro'] }],
    ['Binds', { Binds: ['/srv//data:/data:ro'] }],
    ['Binds', { Binds: ['/srv/database:/data:ro'] }],
    ['Binds', { Binds: ['/srv/scratch/link:/data:rw'] }],
    ['Binds', { Binds: ['/srv/scratch/link:/data:ro'] }],
    ['Binds', { Binds: ['/srv/data:/data:ro,rshared'] }],
    ['Binds', { Binds: ['/srv/data:/data:ro,Z'] }],
    ['Binds', { Binds: ['/srv/data:/:ro'] }],
    ['Binds', { Binds: ['/srv/data:/data:ro:x'] }],
    ['Binds', { Binds: ['../x:/data'] }],
    ['Mounts', { Mounts: [{ Type: 'bind', Source: '/', Target: '/host' }] }],
    ['Mounts', { Mounts: [{ Type: 'bind', Source: '/srv/data', Target: '/data' }] }],
    [
      'Mounts',
      {
        Mounts: [
          {
            Type: 'bind',
            Source: '/srv/data',
            Target: '/d',
            ReadOnly: true,
            BindOptions: { Propagation: 'rshared' },
          },
        ],
      },
    ],
    [
      'Mounts',
      {
        Mounts: [
          {
            Type: 'bind',
            Source: '/srv/data',
            Target: '/d',
            ReadOnly: true,
            BindOptions: { ReadOnlyNonRecursive: true },
          },
        ],
      },
    ],
    [
      'Mounts',
      {
        Mounts: [
          {
            Type: 'volume',
            Source: 'models_weights',
            Target: '/d',
            VolumeOptions: {
              DriverConfig: { Name: 'local', Options: { type: 'none', o: 'bind', device: '/' } },
            },
          },
        ],
      },
    ],
    ['Mounts', { Mounts: [{ Type: 'volume', Source: '/etc', Target: '/d' }] }],
    ['Mounts', { Mounts: [{ Type: 'npipe', Source: 'x', Target: '/d' }] }],
    ['Mounts', { Mounts: [{ Source: '/', Target: '/d' }] }],
    ['PortBindings', { PortBindings: { '8000/tcp': [{ HostIp: '0.0.0.0', HostPort: '8000' }] } }],
    ['PortBindings', { PortBindings: { '8000/tcp': [{ HostIp: '', HostPort: '8000' }] } }],
    ['PortBindings', { PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '22' }] } }],
    ['PortBindings', { PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '8010-8020' }] } }],
    ['PortBindings', { PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } }],
    ['PortBindings', { PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1' }] } }],
    ['privileged', { privileged: true }],
    ['PRIVILEGED', { PRIVILEGED: true }],
    ['binds', { binds: ['/:/host'] }],
    ['CapDrop', { CapDrop: [7] }],
  ])('is refused by the name of the field: %s', (field, host) => {
    expect(ruleOf(withHost(host))).toMatch(new RegExp(`^HostConfig\\.${field}\\b`));
  });

  it('is refused when it spells a field in letters that Go takes for the same', () => {
    expect(ruleOf(withHost({ ['Bind\u017f']: ['/:/host'] }))).toContain('HostConfig.');
    expect(ruleOf(withHost({ ['Networ\u212aMode']: 'host' }))).toContain('HostConfig.');
  });

  it.each<[string, Change]>([
    ['Image', { Image: 'evil.example/miner:1' }],
    ['Image', { Image: '' }],
    ['Image', { Image: null }],
    ['Labels', { Labels: {} }],
    ['Labels', { Labels: { ...composeOneBody().Labels, 'com.docker.compose.project': 'switchyard' } }],
    ['Labels', { Labels: { ...composeOneBody().Labels, 'com.docker.compose.service': '' } }],
    ['Labels', { Labels: { ...composeOneBody().Labels, 'ofelia.job-run.x.command': 'sh' } }],
    ['HostConfig', { HostConfig: null }],
    ['HostConfig', { HostConfig: [] }],
    ['MacAddress', { MacAddress: '02:42:ac:11:00:02' }],
    ['hostconfig', { hostconfig: { Privileged: true } }],
    ['NetworkingConfig', { NetworkingConfig: { EndpointsConfig: { host: {} } } }],
    ['NetworkingConfig', { NetworkingConfig: { EndpointsConfig: { a: { DriverOpts: { x: 'y' } } } } }],
    ['NetworkingConfig', { NetworkingConfig: { EndpointsConfig: { a: { Links: ['redis:r'] } } } }],
    ['Volumes', { Volumes: { '/x': { a: 1 } } }],
  ])('is refused outside of HostConfig too: %s', (field, change) => {
    expect(ruleOf({ ...composeOneBody(), ...change })).toMatch(new RegExp(`^${field}\\b`));
  });

  it('is told in one short line, without a path of the node', () => {
    try {
      written(withHost({ Binds: ['/srv/secret-place:/data:ro'] }));
    } catch (error) {
      const { message } = error as Refusal;
      expect(message).toContain('HostConfig.Binds[0]');
      expect(message).not.toContain('secret-place');
      expect(message.length).toBeLessThan(200);
      return;
    }
    throw new Error('it was not refused');
  });

  it('finds no stack to overflow', () => {
    const deep: unknown = JSON.parse(`${'[1,'.repeat(50_000)}1${']'.repeat(50_000)}`);
    expect(ruleOf(withHost({ Unheard: deep }))).toBe('HostConfig.Unheard');
  });
});

describe('harmless wishes', () => {
  it.each<[string, Change, Change]>([
    ['a capability of the policy', { CapAdd: ['cap_ipc_lock'] }, { CapAdd: ['IPC_LOCK'] }],
    ['a folder below one for reading', { Binds: ['/srv/data/a:/d:ro'] }, { Binds: ['/srv/data/a:/d:ro'] }],
    [
      'a folder for writing as it is named',
      { Binds: ['/srv/scratch:/d'] },
      { Binds: ['/srv/scratch:/d:rw'] },
    ],
    ['no network', { NetworkMode: 'none' }, { NetworkMode: 'none' }],
    ['the runtime of the GPUs', { Runtime: 'nvidia' }, { Runtime: 'nvidia' }],
    ['an empty entry', { Devices: [], Sysctls: {}, CapAdd: [] }, { CapAdd: [] }],
  ])('pass: %s', (_, host, sent) => {
    expect(hostOf(withHost(host))).toMatchObject(sent);
  });

  it('an image by its id is looked up on the node', () => {
    const id = `sha256:${'ab'.repeat(32)}`;
    expect(written({ ...composeOneBody(), Image: id }).claims.imageIds).toEqual(new Set([id]));
  });
});
