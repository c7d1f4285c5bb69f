import type { DockerNode, EngineClient } from '@app/docker';
import { CHANGES } from '@app/jobs';
import { refuseCreation } from './create-gate.js';

const TLS = { ca: '/a/ca', cert: '/a/cert', key: '/a/key' };

/** A remote node whose gate says that it is for `project`; none when undefined. */
function remote(project: string | undefined, serverName?: string) {
  const engine = {
    kind: 'remote',
    url: 'https://gpu.example.lan:9443',
    tls: { ...TLS, serverName },
  } as const;
  const compose = { project: 'models', directory: '/srv', files: ['/srv/compose.yml'] };
  const node: DockerNode = { id: 'gpu', engine, compose, protectedServices: [] };
  return { node, client: { createGate: async () => project } as unknown as EngineClient };
}

const refusal = (why: string) => ({
  code: 'node_cannot_create',
  message: expect.stringContaining(why) as string,
});

describe('a change that makes containers', () => {
  it('is for a remote node with a gate for its project', async () => {
    await expect(refuseCreation(remote('models'), 'up')).resolves.toBeUndefined();
    await expect(refuseCreation(remote('models', 'gpu.example.lan'), 'up')).resolves.toBeUndefined();
  });

  it.each(CHANGES)('%s is refused without a gate if it is one', async (action) => {
    const refused = refuseCreation(remote(undefined), action);
    if (!['up', 'deploy', 'rollback'].includes(action)) await expect(refused).resolves.toBeUndefined();
    else await expect(refused).rejects.toMatchObject(refusal('no create gate'));
  });

  it('is refused when the gate is for another project, and says which', async () => {
    const refused = refuseCreation(remote('other'), 'deploy');
    await expect(refused).rejects.toMatchObject(refusal('for the project "other" and not for "models"'));
  });

  it('is refused where the certificate is for another name than the host, with what to do', async () => {
    const refused = refuseCreation(remote('models', 'engine.example.lan'), 'up');
    await expect(refused).rejects.toMatchObject(refusal('its certificate must be for "gpu.example.lan"'));
  });

  it('needs no gate on the local node', async () => {
    const { node, client } = remote(undefined);
    const local = { ...node, engine: { kind: 'local', socket: '/run/docker.sock' } as const };
    await expect(refuseCreation({ node: local, client }, 'up')).resolves.toBeUndefined();
  });
});
