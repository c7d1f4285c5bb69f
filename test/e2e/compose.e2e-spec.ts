import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const REPO = resolve(import.meta.dirname, '../..');

/** What a client outside the host may reach; everything else has no port on the host. */
const DOORS = ['gateway'];

interface Service {
  readonly image?: string;
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
  readonly volumes?: readonly (string | { readonly source?: string })[];
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>;
  readonly environment?: Readonly<Record<string, string>>;
}

interface Stack {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

function rendered(args: readonly string[], environment: Readonly<Record<string, string>>): Stack {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment };
  const script = join(REPO, 'deploy/compose.sh');
  return parse(
    execFileSync('sh', [script, ...args, 'config'], { env, encoding: 'utf8', stdio: 'pipe' }),
  ) as Stack;
}

const local = rendered([], {});
const server = rendered(['--server'], { BIND_ADDRESS: '192.0.2.10' });

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

  it('never sees the Docker socket', () => {
    expect(JSON.stringify(service.volumes ?? [])).not.toContain('docker.sock');
  });
});

describe('the local stack', () => {
  it('opens its doors on loopback alone', () => {
    for (const service of Object.values(local.services)) {
      for (const port of service.ports ?? []) expect(JSON.stringify(port)).toContain('127.0.0.1');
    }
  });

  it('keeps the backend without a way out, and Redis on it alone', () => {
    expect(local.networks['backend']?.internal).toBe(true);
    expect(Object.keys(local.services['redis']?.networks ?? {})).toEqual(['backend']);
  });

  it('lets no client reach Ollama past the gateway', () => {
    expect(Object.keys(local.services['ollama']?.networks ?? {})).not.toContain('frontend');
  });

  it('answers to the name model-gateway as well', () => {
    expect(local.services['gateway']?.networks?.['frontend']?.aliases).toContain('model-gateway');
  });
});

describe('the server stack', () => {
  it('serves no network without a key', () => {
    expect(server.services['gateway']?.environment?.['OPEN_NETWORKS']).toBe('127.0.0.0/8');
  });

  it('opens its doors on the given address', () => {
    expect(JSON.stringify(server.services['gateway']?.ports)).toContain('192.0.2.10');
  });

  it('does not start without an address to open on', () => {
    expect(() => rendered(['--server'], {})).toThrow(/BIND_ADDRESS|address of this server/);
  });
});

describe('the images', () => {
  const dockerfile = readFileSync(join(REPO, 'deploy/Dockerfile'), 'utf8');

  it('stand on the Node version that make start brings', () => {
    const wanted = /^WANTED=(\S+)$/m.exec(readFileSync(join(REPO, 'deploy/local/with-node.sh'), 'utf8'))?.[1];
    expect(dockerfile).toContain(`ARG BASE_IMAGE=node:${wanted}-`);
    expect(readFileSync(join(REPO, 'docker-compose.yml'), 'utf8')).toContain(`node:${wanted}-`);
  });

  it('run every command without a shell', () => {
    const commands = dockerfile.match(/^\s*(RUN|CMD|ENTRYPOINT) .*$/gm) ?? [];
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) expect(command).toMatch(/^\s*(RUN|CMD|ENTRYPOINT) \[/);
  });
});
