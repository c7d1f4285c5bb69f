import { randomBytes, randomUUID } from 'node:crypto';

/** What the fake backend knows of a platform; times are RFC 3339. */
const MINUTE = 60_000;
const digits = (count: number) => randomBytes(count / 2).toString('hex');
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();

/** jobId is a UUID of version 7, as ids of jobs are: it begins with its moment. */
export function jobId(at = Date.now()): string {
  const time = at.toString(16).padStart(12, '0');
  const rest = randomUUID().slice(15);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest}`;
}

function service(name: string, node: string, given: Record<string, unknown> = {}) {
  const { container = {}, ...rest } = given as { container?: Record<string, unknown> };
  const id = digits(64);
  const image = `images.example/${name}:2.1`;
  return {
    id: name,
    name,
    node,
    project: node === 'local' ? 'switchyard' : 'models',
    state: 'running',
    health: 'healthy',
    protected: false,
    drift: 'none',
    depends_on: [] as string[],
    containers: [
      {
        id,
        name: `switchyard-${name}-1`,
        state: 'running',
        image,
        image_id: `sha256:${digits(64)}`,
        digest: `images.example/${name}@sha256:${digits(64)}`,
        config_hash: digits(64),
        drift: 'none',
        ports: [{ container: 8000, host: 18_000, address: '127.0.0.1', protocol: 'tcp' }],
        restart_count: 0,
        exit_code: 0,
        started_at: ago(50 * 60 * MINUTE),
        ...container,
      },
    ],
    ...rest,
  };
}
export type FakeService = ReturnType<typeof service>;

export function servicesAtFirst(): FakeService[] {
  return [
    service('gateway', 'local', { depends_on: ['ollama'] }),
    service('ollama', 'local', { container: { restart_count: 2, started_at: ago(20 * MINUTE) } }),
    service('redis', 'local', { protected: true }),
    service('router', 'local', {
      drift: 'drifted',
      differs: ['command', 'environment', 'limits', 'mounts'],
      container: { drift: 'drifted' },
    }),
    service('open-webui', 'local', { health: 'unhealthy' }),
    service('importer', 'local', {
      state: 'exited',
      health: undefined,
      container: { state: 'exited', exit_code: 1, ports: [] },
    }),
    service('n8n', 'local', {
      state: 'exited',
      health: undefined,
      container: { state: 'exited', exit_code: 143 },
    }),
    service('vllm', 'gpu-1', { health: 'starting', drift: 'unknown', container: { started_at: ago(9_000) } }),
    service('whisper', 'gpu-1'),
  ];
}

/** What a node had that does not answer now. */
export function lostAtFirst() {
  return [{ node: 'gpu-2', seen_at: ago(50 * MINUTE), services: [service('comfyui', 'gpu-2')] }];
}

const DAY = 1_440 * MINUTE;
const certificate = (name: string, days_left: number, warning = false) => ({
  subject: `CN=${name}, O=Example`,
  fingerprint_sha256: (digits(64).toUpperCase().match(/../g) ?? []).join(':'),
  not_after: ahead(days_left * DAY),
  days_left,
  warning,
  last_rotation: { at: ago((90 - days_left) * DAY), known_by: 'not_before' },
});
/** As a certificate is whose change the worker saw. */
const seenToChange = (held: ReturnType<typeof certificate>, days: number) => ({
  ...held,
  last_rotation: { at: ago(days * DAY), known_by: 'change' },
});
const AUTHORITY = {
  ...certificate('switchyard nodes', 3_100),
  last_rotation: { at: ago(550 * DAY), known_by: 'not_before' },
};
const refused = { no_certificate: 'refused', strange_certificate: 'refused', forbidden_route: 'refused' };

const GIB = 2 ** 30;
/** As the worker reads it again and again. */
const disk = (where: string, freeGib: number, allGib: number) => ({
  where,
  total_bytes: allGib * GIB,
  free_bytes: freeGib * GIB,
  get read_at() {
    return ago(12_000);
  },
  warning: freeGib < 5 || freeGib < allGib / 10,
});

/** An hour for a pull and for up; three hours and ten minutes for a deployment. */
const longChanges = (kind: string, days: number, isUnknown: boolean) => {
  const before = (minutes: number) => ago(minutes * 60_000 - days * 24 * 3_600_000);
  const [short, long] = [before(60), before(190)];
  return {
    certificate: kind,
    refused_from: { pull: short, up: short, deploy: long, rollback: long },
    server_unknown: isUnknown,
  };
};

export function nodesAtFirst() {
  return [
    {
      id: 'local',
      kind: 'local',
      ok: true,
      version: '29.1.2',
      cpus: 16,
      memory_bytes: 67_430_400_000,
      system_time: ago(0),
      skew_ms: 3,
      skew_within_ms: 2,
      agent: { kind: 'worker', state: 'answers' },
      disk: disk('docker', 121.4, 466),
    },
    {
      id: 'gpu-1',
      kind: 'remote',
      ok: true,
      version: '29.1.2',
      cpus: 32,
      memory_bytes: 135_000_000_000,
      skew_ms: -2_400,
      skew_within_ms: 12,
      agent: { kind: 'gate', state: 'answers' },
      disk: disk('gate', 61.2, 1_863),
      certificates: {
        server: seenToChange(certificate('gpu-1.example.lan', 61.2), 28),
        client: certificate('worker', 11.4, true),
        ca: AUTHORITY,
      },
      long_changes: longChanges('client', 11.4, false),
      probes: refused,
    },
    {
      id: 'gpu-2',
      kind: 'remote',
      ok: false,
      problem: {
        node: 'gpu-2',
        code: 'node_tls_failed',
        reason: 'the node refused our certificate: it has expired',
      },
      agent: { kind: 'gate', state: 'unknown', reason: 'the node refused our certificate: it has expired' },
      disk_unknown: 'the node refused our certificate: it has expired',
      certificates: { client: certificate('worker', -2.1, true), ca: AUTHORITY },
      long_changes: longChanges('client', -2.1, true),
      probes: { ...refused, forbidden_route: 'unknown' },
    },
  ];
}

export interface FakeJob {
  readonly id: string;
  readonly node: string;
  readonly services: string[];
  readonly action: string;
  readonly actor: string;
  readonly correlation_id: string;
  readonly requested_at: string;
  state: string;
  verdict?: string;
  needs_decision: boolean;
  failure?: string;
  started_at?: string;
  ended_at?: string;
  plan?: object;
}

export function job(given: Partial<FakeJob>): FakeJob {
  const asked = given.requested_at === undefined ? Date.now() : Date.parse(given.requested_at);
  return {
    id: jobId(asked),
    node: 'local',
    services: ['ollama'],
    action: 'restart',
    actor: 'ops-token',
    correlation_id: `req-${jobId()}`,
    requested_at: ago(0),
    state: 'waiting',
    needs_decision: false,
    ...given,
  };
}

export function jobsAtFirst(): FakeJob[] {
  const ended = (minutes: number, took: number) => ({
    requested_at: ago(minutes * MINUTE),
    started_at: ago(minutes * MINUTE),
    ended_at: ago(minutes * MINUTE - took),
  });
  return [
    job({ state: 'completed', verdict: 'ok', ...ended(30, 4_200) }),
    job({
      state: 'completed',
      verdict: 'ok',
      action: 'pull',
      services: ['vllm'],
      node: 'gpu-1',
      actor: 'ci',
      ...ended(95, 181_000),
    }),
    job({
      state: 'failed',
      verdict: 'error',
      action: 'deploy',
      services: ['open-webui'],
      actor: 'ci',
      failure: 'deployment_rolled_back: open-webui was not healthy within 300 s; all runs as before',
      ...ended(140, 322_000),
    }),
    job({
      state: 'interrupted',
      verdict: 'partial',
      action: 'up',
      services: ['router'],
      failure: 'job stalled more than allowable limit',
      ...ended(300, 900),
    }),
  ];
}

export function attentionAtFirst() {
  return [
    {
      id: 'node/gpu-2',
      level: 'critical',
      cause: 'The node gpu-2 cannot be reached: the node refused our certificate',
      since: ago(50 * MINUTE),
      next: 'Renew the certificate of the worker',
      about: { kind: 'node', id: 'gpu-2' },
    },
    {
      id: 'service/local/open-webui',
      level: 'warning',
      cause: 'open-webui on local is unhealthy',
      since: ago(12 * MINUTE),
      next: 'Read its log',
      about: { kind: 'service', id: 'open-webui', node: 'local' },
    },
  ];
}

const LITTLE = 'only 61.2 GiB of 1863.0 GiB free, where its create gate lies';

/** planFor is what a dry run answers; `revision` makes another plan of the same change. */
export function planFor(target: FakeService, action: string, revision: number) {
  const effects: Record<string, string> = {
    start: 'start',
    stop: 'stop',
    restart: 'restart',
    up: 'recreate',
    pull: 'pull',
    deploy: 'recreate',
    rollback: 'recreate',
  };
  const [container] = target.containers;
  const step = {
    service: target.name,
    effect: effects[action] ?? 'none',
    container: container?.id ?? null,
    state: revision > 0 ? 'restarting' : target.state,
    started_at: container?.started_at ?? null,
    image: container?.image ?? null,
    image_id: container?.image_id ?? null,
    digest: container?.digest ?? null,
    config_hash: null,
    wanted: null,
  };
  const hash = `sha256:${Buffer.from(`${target.node}/${target.name}/${action}/${revision}`).toString('hex').padEnd(64, '0').slice(0, 64)}`;
  const room = target.node === 'local' ? '121.4 GiB of 466.0 GiB free, where Docker keeps its data' : LITTLE;
  const need = action === 'pull' ? 'how much is fetched is not known before' : 'nothing is fetched';
  const fills = ['up', 'pull', 'deploy', 'rollback'].includes(action);
  const warnings = [
    ...(target.name === 'ollama' ? ['gateway depends on ollama'] : []),
    ...(fills ? [`the disk of the node has ${room}; ${need}`] : []),
  ];
  const times = { made_at: ago(0), expires_at: ahead(10 * MINUTE) };
  return { node: target.node, action, services: [target.name], steps: [step], hash, warnings, ...times };
}
