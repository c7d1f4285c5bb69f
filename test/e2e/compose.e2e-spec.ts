import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const REPO = resolve(import.meta.dirname, '../..');

/** What a client outside the host may reach; everything else has no port on the host. */
const DOORS = ['dashboard', 'gateway', 'router'];
/** Those that serve keys; the dashboard has sessions. */
const KEYED_DOORS = ['gateway', 'router'];

/** What operations themselves stand on: no action of theirs may touch it. */
const CONTROL_PLANE = ['redis', 'ops', 'worker'];

/** Compose 1.29 prints the short form, newer ones the long one. */
type Mount = string | { readonly source: string; readonly target: string; readonly read_only?: boolean };

function mountOf(mount: Mount): string[] {
  if (typeof mount === 'string') return mount.split(':');
  return [mount.source, mount.target, mount.read_only ? 'ro' : 'rw'];
}

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly build?: { readonly target: string };
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly privileged?: boolean;
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string | number;
  readonly pids_limit?: number;
  readonly restart?: string;
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly logging?: { readonly driver?: string; readonly options?: Readonly<Record<string, string>> };
  readonly ports?: readonly (string | { readonly host_ip?: string })[];
  readonly volumes?: readonly Mount[];
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly group_add?: readonly string[];
  readonly stop_grace_period?: string;
}

interface Stack {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

/** With everything that is left out unless it is asked for; Compose 1.29 prints that anyway. */
const PROFILES = { COMPOSE_PROFILES: 'training' };

function rendered(args: readonly string[], environment: Readonly<Record<string, string>>): Stack {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...PROFILES, ...environment };
  const script = join(REPO, 'deploy/compose.sh');
  return parse(
    execFileSync('sh', [script, ...args, 'config'], { env, encoding: 'utf8', stdio: 'pipe' }),
  ) as Stack;
}

const local = rendered([], {});
const SERVER = { BIND_ADDRESS: '192.0.2.10', OPS_CONTROLLER_TOKEN: 'the-key', WORKER_TOKEN: 'the-secret' };
const server = rendered(['--server'], SERVER);

const everyService = [
  ...Object.entries(local.services).map(([name, service]) => ({ stack: 'local', name, service })),
  ...Object.entries(server.services).map(([name, service]) => ({ stack: 'server', name, service })),
];

describe.each(everyService)('$name in the $stack stack', ({ name, service }) => {
  it('runs as a numbered user that is not root', () => {
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('cannot change its image or gain a privilege', () => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.cap_add ?? []).toEqual([]);
    expect(service.privileged ?? false).toBe(false);
    expect(service.security_opt).toContain('no-new-privileges:true');
  });

  it('has bounds on memory, processes and logs', () => {
    expect(service.mem_limit).toBeDefined();
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.logging).toEqual({ driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } });
  });

  it('is watched by a health check and started again when it ends', () => {
    expect(service.healthcheck?.test?.[0]).toBe('CMD');
    expect(service.restart).toMatch(/^(always|unless-stopped)$/);
  });

  it('comes from an image pinned to a version', () => {
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+/);
  });

  it('publishes a port only when it is a door', () => {
    expect((service.ports ?? []).length > 0).toBe(DOORS.includes(name));
  });

  it('sees the Docker socket only when it is the worker', () => {
    expect(JSON.stringify(service.volumes ?? []).includes('docker.sock')).toBe(name === 'worker');
  });

  it('is beyond the reach of operations when they stand on it', () => {
    expect(service.labels?.['switchyard.protected']).toBe(CONTROL_PLANE.includes(name) ? 'true' : undefined);
  });

  it('hears nothing of the secrets of operations unless it is a part of them', () => {
    const names = Object.keys(service.environment ?? {}).filter((variable) => variable.endsWith('_TOKEN'));
    const both = ['OPS_CONTROLLER_TOKEN', 'WORKER_TOKEN'];
    const dashboard = ['DASHBOARD_AUTH_TOKEN', 'DASHBOARD_OPS_TOKEN', 'OPS_CONTROLLER_TOKEN'];
    const gateway = ['OPS_CONTROLLER_TOKEN'];
    const training = ['AI_TOOLKIT_AUTH_TOKEN', 'MCP_HTTP_AUTH_TOKEN'];
    const own = { dashboard, gateway, ops: both, router: both, training, worker: ['WORKER_TOKEN'] };
    expect(names.toSorted()).toEqual(own[name as keyof typeof own] ?? []);
  });
});

describe('the local stack', () => {
  it('opens its doors on loopback alone', () => {
    for (const service of Object.values(local.services)) {
      for (const port of service.ports ?? []) expect(JSON.stringify(port)).toContain('127.0.0.1');
    }
  });

  it('keeps the backend and the queue without a way out, and Redis on the queue alone', () => {
    expect(local.networks['backend']?.internal).toBe(true);
    expect(local.networks['queue']?.internal).toBe(true);
    expect(Object.keys(local.services['redis']?.networks ?? {})).toEqual(['queue']);
  });

  it('lets no client reach ops or the worker', () => {
    expect(Object.keys(local.services['ops']?.networks ?? {})).toEqual(['backend', 'queue']);
    expect(Object.keys(local.services['worker']?.networks ?? {})).not.toContain('frontend');
  });

  it('shows the worker the project where the host has it, and lets it write its pins alone', () => {
    const { services } = rendered([], { PROJECT_DIR: REPO });
    const [config, socket, project, pins] = (services['worker']?.volumes ?? []).map(mountOf);
    expect(config).toEqual([join(REPO, 'config'), '/config', 'ro']);
    expect(socket?.[0]).toBe('/var/run/docker.sock');
    expect(project).toEqual([REPO, REPO, 'ro']);
    expect(pins).toEqual([join(REPO, 'data/worker'), '/data/worker', 'rw']);
  });

  it('puts the worker into the groups that this machine has for Docker and the project', () => {
    const { worker } = rendered([], { DOCKER_GID: '998', WORKER_GID: '1000' }).services;
    expect([worker?.user, worker?.group_add]).toEqual(['10001:1000', ['998']]);
  });

  it('gives ops and the worker longer to stop than they take', () => {
    for (const name of ['ops', 'worker']) {
      expect(Number.parseInt(local.services[name]?.stop_grace_period ?? '', 10)).toBeGreaterThan(10);
    }
  });

  it('keeps every write of Redis, and evicts nothing', () => {
    const command = JSON.stringify(local.services['redis']?.command);
    expect(command).toContain('"--appendonly","yes"');
    expect(command).toContain('"--maxmemory-policy","noeviction"');
  });

  it('lets no client reach Ollama past the gateway', () => {
    expect(Object.keys(local.services['ollama']?.networks ?? {})).not.toContain('frontend');
  });

  it('answers to the name model-gateway as well', () => {
    expect(local.services['gateway']?.networks?.['frontend']?.aliases).toContain('model-gateway');
  });
});

describe('the training server', () => {
  it('is there only when its profile is asked for', () => {
    const file = parse(readFileSync(join(REPO, 'docker-compose.yml'), 'utf8')) as {
      services: Readonly<Record<string, { profiles?: readonly string[] }>>;
    };
    const left = Object.entries(file.services).filter(([, { profiles }]) => profiles !== undefined);
    expect(left).toMatchObject([['training', { profiles: ['training'] }]]);
  });

  it('is reached by the router, which may call its private address, and by no client', () => {
    const { training, router } = local.services;
    expect(Object.keys(training?.networks ?? {}).toSorted()).toEqual(['backend', 'egress']);
    expect(router?.environment?.['MCP_PRIVATE_HOSTS']).toBe('training');
  });
});

describe('the server stack', () => {
  it('serves no network without a key', () => {
    for (const name of KEYED_DOORS) {
      expect(server.services[name]?.environment?.['OPEN_NETWORKS']).toBe('127.0.0.0/8');
    }
  });

  it('opens its doors on the given address, and the dashboard on loopback still', () => {
    expect(JSON.stringify(server.services['gateway']?.ports)).toContain('192.0.2.10');
    expect(JSON.stringify(server.services['dashboard']?.ports)).toContain('127.0.0.1');
  });

  it.each(Object.keys(SERVER))('does not start without %s', (name) => {
    const said = { BIND_ADDRESS: /address of this server/ }[name] ?? /make up-server writes/;
    expect(() => rendered(['--server'], { ...SERVER, [name]: '' })).toThrow(said);
  });
});

describe('the images', () => {
  const dockerfile = readFileSync(join(REPO, 'deploy/Dockerfile'), 'utf8');

  it('stand on the Node version that make start brings', () => {
    const wanted = /^WANTED=(\S+)$/m.exec(readFileSync(join(REPO, 'deploy/local/with-node.sh'), 'utf8'))?.[1];
    expect(dockerfile).toContain(`ARG BASE_IMAGE=node:${wanted}-`);
    expect(readFileSync(join(REPO, 'docker-compose.yml'), 'utf8')).toContain(`node:${wanted}-`);
  });

  it('copy only what is there, and what .dockerignore lets through', () => {
    const lettingIn = readFileSync(join(REPO, '.dockerignore'), 'utf8').match(/^!.+$/gm) ?? [];
    const copied = (dockerfile.match(/^COPY (?!--from).*$/gm) ?? []).flatMap((line) =>
      line.split(' ').slice(1, -1),
    );
    expect(copied).toContain('deploy/ops');
    for (const path of copied) {
      expect([path, existsSync(join(REPO, path))]).toEqual([path, true]);
      expect(lettingIn.some((rule) => `${path}/`.startsWith(rule.slice(1).replace(/\/?$/, '/')))).toBe(true);
    }
  });

  it('exist for every service that is built here', () => {
    const stages = (dockerfile.match(/^FROM \S+ AS (\S+)$/gm) ?? []).map((line) => line.split(' ').at(-1));
    for (const target of ['dashboard', 'gateway', 'ops', 'router', 'training', 'worker', 'worker-plugin'])
      expect(stages).toContain(target);
    const built = Object.values(local.services).flatMap(({ build }) => (build ? [build.target] : []));
    expect(built).toEqual(['dashboard', 'gateway', 'ops', 'router', 'training', 'worker']);
  });

  it('run every command without a shell', () => {
    const commands = dockerfile.match(/^\s*(RUN|CMD|ENTRYPOINT) .*$/gm) ?? [];
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) expect(command).toMatch(/^\s*(RUN|CMD|ENTRYPOINT) \[/);
  });
});
