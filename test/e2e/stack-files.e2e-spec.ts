import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const REPO = resolve(import.meta.dirname, '../..');
const PARTS = ['docker-compose.yml', 'deploy/stack-files.sh', 'deploy/compose.sh'];

let project: string;

/** Runs a script of the copy with nothing but what it needs in its environment. */
function sh(...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: project };
  return execFileSync('sh', args, { cwd: project, env, encoding: 'utf8', stdio: 'pipe' });
}
const dotEnv = () => readFileSync(join(project, '.env'), 'utf8');

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'switchyard-stack-'));
  for (const part of PARTS) cpSync(join(REPO, part), join(project, part));
});
afterEach(() => rmSync(project, { recursive: true }));

describe('what make up prepares', () => {
  it('is written once, and what somebody chose stays', () => {
    writeFileSync(
      join(project, '.env'),
      'WORKER_TOKEN=chosen-by-somebody\n# OPS_CONTROLLER_TOKEN=\nLOG_LEVEL=warn',
    );
    sh('deploy/stack-files.sh');
    const first = dotEnv();
    expect(first).toMatch(/^WORKER_TOKEN=chosen-by-somebody\n# OPS_CONTROLLER_TOKEN=\nLOG_LEVEL=warn\n/);
    expect(first).toMatch(/^OPS_CONTROLLER_TOKEN=[0-9a-f]{64}$/m);
    expect(first).toContain(`PROJECT_DIR=${project}\n`);
    sh('deploy/stack-files.sh');
    expect(dotEnv()).toBe(first);
  });

  it('can be read by the worker, and its secrets by no stranger', () => {
    sh('deploy/stack-files.sh');
    const group = Number(/^WORKER_GID=(\d+)$/m.exec(dotEnv())?.[1]);
    expect(group).toBeGreaterThan(0);
    const env = statSync(join(project, '.env'));
    expect([env.gid, env.mode & 0o777]).toEqual([group, 0o640]);
    const pins = statSync(join(project, 'data/worker'));
    expect([pins.gid, pins.mode & 0o7777]).toEqual([group, 0o2770]);
  });

  it('has folders that the training server can write, when it is part of the stack', () => {
    sh('deploy/stack-files.sh');
    expect(() => statSync(join(project, 'data/ai-toolkit'))).toThrow('ENOENT');
    writeFileSync(join(project, '.env'), `${dotEnv()}COMPOSE_PROFILES=training\n`);
    sh('deploy/stack-files.sh');
    const group = Number(/^TRAINING_GID=(\d+)$/m.exec(dotEnv())?.[1]);
    expect(group).toBeGreaterThan(0);
    const datasets = statSync(join(project, 'data/ai-toolkit/datasets'));
    expect([datasets.gid, datasets.mode & 0o7777]).toEqual([group, 0o2770]);
  });
});

describe('images that deployments pinned', () => {
  const pin = (projectName: string) => {
    mkdirSync(join(project, 'data/worker'), { recursive: true });
    mkdirSync(join(project, 'config'));
    const services = 'services: { gateway: { image: "images.example/gateway:2" } }\n';
    writeFileSync(join(project, 'data/worker/local.pins.yml'), services);
    const node = `nodes:\n  local:\n    compose:\n      project: ${projectName}\n      directory: /srv\n`;
    writeFileSync(join(project, 'config/nodes.yaml'), node);
  };

  it('are what Compose by hand runs too', () => {
    pin('switchyard');
    expect(sh('deploy/compose.sh', 'config')).toContain('image: images.example/gateway:2');
  });

  it('of another project are left alone', () => {
    pin('switchyard-of-others');
    expect(sh('deploy/compose.sh', 'config')).not.toContain('images.example');
  });
});
