import { rm } from 'node:fs/promises';
import { COMPOSE_FLAVOURS, composePrograms } from '../docker/compose-flavours.ts';
import { composeProject, type TestProject } from '../docker/compose-project.ts';
import { docker } from '../docker/docker-cli.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startGatedNode, type GatedNode } from './gated-node.ts';

let node: GatedNode;

beforeAll(async () => {
  const ports = [{ address: '127.0.0.1', from: 18_700, to: 18_799 }];
  node = await startGatedNode({ project: 'models', images: ['switchyard/*'], volumes: true, ports });
}, 60_000);
afterAll(() => node?.close(), 60_000);

const services = (word: string, more = '') => `  db:
    image: ${BUSYBOX_IMAGE}
    command: ['/bin/sh', '-c', "trap 'exit 0' TERM; sleep 100000 & wait"]
    healthcheck: { test: [CMD, 'true'], interval: 1s }
  vllm:
    image: ${BUSYBOX_IMAGE}
    command: ['/bin/sh', '-c', "trap 'exit 0' TERM; echo ${word}; sleep 100000 & wait"]
    depends_on: [db]
    environment: { WORD: ${word} }
    volumes: ['weights:/weights', '/scratch', '${node.folder}/data:/data:ro']
    tmpfs: ['/tmp:size=1m']
    ports: ['127.0.0.1:18700:8000']
    cap_drop: [ALL]
    read_only: true
    security_opt: ['no-new-privileges:true']
    mem_limit: 64m
    init: true
${more}volumes: { weights: {} }
`;

interface Inspected {
  readonly HostConfig: object;
  readonly Mounts: readonly { readonly Destination: string; readonly RW: boolean; readonly Name?: string }[];
  readonly State: { readonly Running: boolean };
  readonly Config: { readonly Env: readonly string[] };
}

describe.each(COMPOSE_FLAVOURS)('Compose %s by way of Caddy and the gate', (flavour) => {
  let project: TestProject;
  let up: (service: string) => Promise<string>;
  const labelled = ['--no-trunc', '--filter', 'label=com.docker.compose.service=vllm'];
  const vllm = () => docker(node.engine, 'ps', '--all', '--quiet', ...labelled);
  const inspected = async () =>
    (JSON.parse(await docker(node.engine, 'inspect', await vllm())) as [Inspected])[0];

  beforeAll(async () => {
    const programs = await composePrograms(flavour, node.engine.folder);
    project = await composeProject(node.engine, 'models', services('one'), programs);
    const still = flavour === 'plugin' ? ['--pull', 'never'] : [];
    const args = ['up', '--detach', '--no-build', '--no-deps', ...still];
    up = (service) => node.compose(programs, project.files[0] as string, ...args, service);
  }, 30_000);
  afterAll(async () => {
    await project?.compose('down', '--volumes', '--timeout', '1');
    await rm(project.directory, { recursive: true });
  }, 60_000);

  it('makes services with a network, volumes, a port and limits, and then leaves them alone', async () => {
    await up('db');
    await up('vllm');
    const first = await vllm();
    const { HostConfig: host, Mounts: mounts } = await inspected();
    expect(host).toMatchObject({
      NetworkMode: 'models_default',
      Memory: 64 * 1024 * 1024,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '18700' }] },
      Privileged: false,
    });
    expect(new Map(mounts.map(({ Destination, RW }) => [Destination, RW]))).toEqual(
      new Map([
        ['/data', false],
        ['/scratch', true],
        ['/weights', true],
      ]),
    );
    await up('vllm');
    expect(await vllm()).toBe(first);
  }, 60_000);

  it('makes one anew when its file has changed, with the volumes that it had', async () => {
    const scratch = ({ Mounts }: Inspected) =>
      Mounts.find(({ Destination }) => Destination === '/scratch')?.Name;
    const [id, before] = [await vllm(), await inspected()];
    await project.write(services('two'));
    await up('vllm');
    const after = await inspected();
    expect(await vllm()).not.toBe(id);
    expect(after.State.Running).toBe(true);
    expect(after.Config.Env).toContain('WORD=two');
    expect(scratch(after)).toBe(scratch(before));
  }, 60_000);

  it('is told why a service that would have the machine is not made', async () => {
    const id = await vllm();
    await project.write(
      services('two').replace('    init: true\n', '    init: true\n    privileged: true\n'),
    );
    await expect(up('vllm')).rejects.toThrow(/gate refuses HostConfig\.Privileged/);
    expect(await vllm()).toBe(id);
    await project.write(services('two'));
    await up('vllm');
    expect(await vllm()).toBe(id);
    expect((await inspected()).State.Running).toBe(true);
  }, 60_000);
});
