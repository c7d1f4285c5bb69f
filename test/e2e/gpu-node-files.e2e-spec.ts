import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { writeCertificates } from '../docker/gpu-node.ts';
import { readPolicy } from '../../apps/gate/src/policy/gate-policy.ts';

const FOLDER = resolve(import.meta.dirname, '../../infra/gpu-node');

interface Service {
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly user?: string;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const env = { PATH: process.env['PATH'], NODE_NAME: 'gpu.example.lan', CERT_DIR: '/srv/certificates' };
const { services } = parse(
  execFileSync('docker-compose', ['-f', join(FOLDER, 'docker-compose.yml'), 'config'], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  }),
) as { services: Record<string, Service> };

describe('what is set up on a GPU machine', () => {
  it.each(['gate', 'caddy'])('%s has few rights', (name) => {
    expect(services[name]).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: '10001:10001',
    });
    expect(services[name]?.privileged).toBeUndefined();
    expect(services[name]?.ports).toBeUndefined();
  });

  it('the gate has no network, and its policy is not for it to write', () => {
    expect(services['gate']?.network_mode).toBe('none');
    expect(services['gate']?.volumes).toContain(`${FOLDER}/gate.yaml:/etc/switchyard/gate.yaml:ro`);
  });

  it('the gate tells of the disk that its own root lies on, which no mount hides', () => {
    expect(services['gate']?.environment['GATE_DISK']).toBe('/');
  });

  it('the example of a policy is one', async () => {
    const sockets = ['/var/run/docker.sock', '/run/switchyard-gate/gate.sock'];
    const policy = await readPolicy(join(FOLDER, 'gate.yaml.example'), sockets);
    expect(policy).toMatchObject({ project: 'models', gpus: true, ipc_host: false });
  });

  it('the Caddyfile brings both sites of the node together', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchyard-caddyfile-'));
    await writeCertificates(folder);
    const text = readFileSync(join(FOLDER, 'Caddyfile'), 'utf8');
    writeFileSync(join(folder, 'Caddyfile'), text.replaceAll('/etc/caddy/nodes', join(FOLDER, '../caddy')));
    const args = ['adapt', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
    const caddyEnv = { ...env, HOME: folder, CERT_DIR: folder };
    const adapted = execFileSync('caddy', args, { env: caddyEnv, encoding: 'utf8', stdio: 'pipe' });
    for (const part of ['/run/switchyard-gate/gate.sock', '/var/run/docker.sock', '127.0.0.1:8000']) {
      expect(adapted).toContain(part);
    }
    rmSync(folder, { recursive: true });
  });
});
