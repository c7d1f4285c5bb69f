import fc from 'fast-check';
import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { composeOneBody, pluginBody } from '../../../../test/docker/compose-bodies.ts';
import { gatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import { containerBody } from './container-body.js';

const policy = gatePolicy.parse({
  project: 'models',
  images: ['images.example/*'],
  binds: [{ source: '/srv/data' }, { source: '/srv/scratch', read_only: false }],
  volumes: true,
  ports: [{ address: '127.0.0.1', from: 8000, to: 8010 }],
  gpus: true,
  ipc_host: true,
  cap_add: ['IPC_LOCK'],
});

/** What the gate would send for a JSON text, or undefined where it refuses; any other failure fails the test. */
function sentFor(text: string): JsonObject | undefined {
  try {
    const { body } = containerBody(policy, JSON.parse(text) as JsonValue);
    // As the engine reads it.
    return JSON.parse(JSON.stringify(body)) as JsonObject;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const HOST_FIELDS = new Set(
  (
    'NetworkMode Binds Mounts PortBindings IpcMode ShmSize Memory CapAdd CapDrop SecurityOpt DeviceRequests Runtime ' +
    'MemoryReservation MemorySwap MemorySwappiness CpuShares NanoCpus CpuPeriod CpuQuota CpusetCpus CpusetMems ' +
    'BlkioWeight PidsLimit OomScoreAdj Ulimits RestartPolicy AutoRemove ReadonlyRootfs Init Dns DnsOptions DnsSearch ' +
    'ExtraHosts GroupAdd Tmpfs CgroupnsMode LogConfig'
  ).split(' '),
);
const textOf = (value: JsonValue | undefined) => (typeof value === 'string' ? value : '');
const list = (value: unknown) => (Array.isArray(value) ? (value as JsonValue[]) : []);

/** What is wrong with a body that was sent, judged by what the engine makes of it and not by how it was read. */
function dangersOf(body: JsonObject): string[] {
  const host = isJsonObject(body['HostConfig']) ? body['HostConfig'] : {};
  const labels = isJsonObject(body['Labels']) ? body['Labels'] : {};
  const sources = list(host['Binds']).map((bind) => textOf(bind).split(':'));
  const mounts = list(host['Mounts']).filter(isJsonObject);
  const found: [string, boolean][] = [
    ['an unknown field', Object.keys(host).some((name) => !HOST_FIELDS.has(name))],
    ['a foreign project', labels['com.docker.compose.project'] !== 'models'],
    ['a foreign image', !textOf(body['Image']).startsWith('images.example/')],
    ['a namespace', /^(?:host|default|bridge|)$|:/.test(textOf(host['NetworkMode']))],
    ['a capability', list(host['CapAdd']).some((name) => name !== 'IPC_LOCK')],
    ['an option', list(host['SecurityOpt']).some((word) => word !== 'no-new-privileges:true')],
    [
      'a bind',
      sources.some(
        ([from = '', , mode]) =>
          from.startsWith('/') && !boundRightly(from, mode === 'ro' || mode === 'ro,rprivate'),
      ),
    ],
    ['a mount', mounts.some((mount) => mount['Type'] === 'bind' && !mountedRightly(mount))],
    ['a driver', mounts.some(({ VolumeOptions: of }) => isJsonObject(of) && 'DriverConfig' in of)],
    ['a runtime', !['', 'nvidia', undefined].includes(host['Runtime'] as string | undefined)],
  ];
  return found.filter(([, is]) => is).map(([what]) => what);
}

function boundRightly(source: string, readOnly: boolean): boolean {
  if (source === '/srv/scratch') return true;
  return readOnly && (source === '/srv/data' || /^\/srv\/data(?:\/(?!\.{1,2}(?:\/|$))[^/]+)+$/.test(source));
}

function mountedRightly({ Source: source, ReadOnly: readOnly }: JsonObject): boolean {
  return boundRightly(textOf(source), readOnly === true);
}

const path = fc.constantFrom(
  '/',
  '/etc',
  '/srv',
  '/srv/data',
  '/srv/data/..',
  '/srv/data/../..',
  '/srv/data/models',
  '/srv/data/',
  '/srv/scratch',
  '/srv/scratch/x',
  '/var/run/docker.sock',
  'models_weights',
  '..',
  '',
);
const bind = fc
  .tuple(
    path,
    fc.constantFrom('/data', '/', '', 'x'),
    fc.constantFrom('', ':ro', ':rw', ':rw,ro', ':ro,rshared', ':Z'),
  )
  .map(([source, target, mode]) => `${source}:${target}${mode}`);
const mount = fc.record(
  {
    Type: fc.constantFrom('bind', 'volume', 'tmpfs', 'BIND', 'npipe', ''),
    Source: path,
    Target: fc.constantFrom('/data', '/', ''),
    ReadOnly: fc.boolean(),
    BindOptions: fc.constantFrom(null, {}, { Propagation: 'shared' }, { propagation: 'shared' }),
    VolumeOptions: fc.constantFrom(null, {}, { DriverConfig: { Name: 'local', Options: { device: '/' } } }),
    source: path,
  },
  { requiredKeys: [] },
);
const word = fc.constantFrom(
  'host',
  'private',
  'container:x',
  'nvidia',
  'ALL',
  'IPC_LOCK',
  'none',
  'seccomp=unconfined',
  'models_default',
  '',
);
const danger = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('Binds'), fc.tuple(bind)) },
  { weight: 6, arbitrary: fc.tuple(fc.constant('Mounts'), fc.tuple(mount)) },
  fc.tuple(
    fc.constantFrom('NetworkMode', 'IpcMode', 'PidMode', 'UsernsMode', 'Runtime', 'CgroupParent'),
    word,
  ),
  fc.tuple(fc.constantFrom('CapAdd', 'SecurityOpt', 'VolumesFrom', 'DeviceCgroupRules'), fc.array(word)),
  fc.tuple(fc.constantFrom('Privileged', 'PublishAllPorts', 'OomKillDisable'), fc.boolean()),
  fc.tuple(
    fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
    fc.constantFrom({ Privileged: true }, null),
  ),
  fc.tuple(fc.string(), fc.jsonValue()),
);
/** A key as a sly caller writes it: in other letters, or with escapes. */
const slyKey = (key: string) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(JSON.stringify(key)) },
    { weight: 2, arbitrary: fc.constant(`"${escaped(key)}"`) },
    fc
      .constantFrom(key.toLowerCase(), key.toUpperCase(), key.replace(/s/g, '\u017f'))
      .map((text) => JSON.stringify(text)),
  );
const escaped = (text: string) =>
  Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
const pair = danger.chain(([key, value]) =>
  slyKey(key).map((written) => `${written}:${JSON.stringify(value)}`),
);

/** Text, because duplicate keys and escapes are gone once JSON has been read. */
const slyBody = fc
  .tuple(
    fc.constantFrom(composeOneBody, pluginBody),
    fc.array(pair, { minLength: 1, maxLength: 2 }),
    fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, fc.tuple(pair)),
    fc.boolean(),
  )
  .map(([body, host, outside, again]) => {
    const { HostConfig: given, ...rest } = body();
    const config = `{${[...Object.entries(given).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`), ...host].join(',')}}`;
    const twice = again ? `,"HostConfig":${config}` : '';
    const top = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    return `{${[...top, ...outside].join(',')},"HostConfig":${config}${twice}}`;
  });

describe('whatever a caller sends as the body of a create', () => {
  it('nothing dangerous comes out, however it is spelt', () => {
    let passed = 0;
    fc.assert(
      fc.property(slyBody, (text) => {
        const sent = sentFor(text);
        if (sent === undefined) return;
        passed++;
        expect(dangersOf(sent)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    expect(passed).toBeGreaterThan(20);
  });

  it('any other JSON is refused in words', () => {
    fc.assert(
      fc.property(fc.json(), (text) => expect(sentFor(text)).toBeUndefined()),
      { numRuns: 1_000 },
    );
  });

  it('what was written passes once more, and stays what it is', () => {
    fc.assert(
      fc.property(slyBody, (text) => {
        const sent = sentFor(text);
        if (sent !== undefined) expect(sentFor(JSON.stringify(sent))).toEqual(sent);
      }),
      { numRuns: 500 },
    );
  });
});
