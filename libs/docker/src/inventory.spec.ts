import type { DockerNode } from './docker-node.js';
import type { EngineClient } from './engine-client.js';
import { readInventory } from './inventory.js';

const node: DockerNode = {
  id: 'local',
  engine: { kind: 'local', socket: '/docker.sock' },
  compose: { project: 'main', directory: '/', files: ['/compose.yml'] },
  protectedServices: [],
};

/** An engine with one container each of these services, the first depending on the second; it notes what it is asked. */
function engineWith(...services: readonly string[]) {
  const asked: string[] = [];
  const listed = services.map((service, index) => ({
    id: service,
    name: `main_${service}_1`,
    state: index === 0 ? 'exited' : 'running',
    imageId: 'sha256:1',
    labels: {
      'com.docker.compose.service': service,
      ...(index === 0 && { 'com.docker.compose.depends_on': `${services[1]}:service_started:false` }),
    },
    ports: [],
  }));
  const client = {
    listContainers: async () => {
      asked.push('list');
      return listed;
    },
    inspectContainer: async (id: string) => {
      asked.push(id);
      const { labels, name, imageId, state } = listed.find((each) => each.id === id) ?? {};
      return { id, name, labels, imageId, state, image: 'web:1', restartCount: 0, exitCode: 0 };
    },
    inspectImage: async () => {
      asked.push('image');
      return { id: 'sha256:1', tags: [], digests: [] };
    },
  };
  return { asked, client: client as unknown as EngineClient };
}

it('only the services that are wanted are looked at, and all are outlined from the list', async () => {
  const { asked, client } = engineWith('web', 'db', 'cache');
  const { services, outlines } = await readInventory(client, node, { only: ['db'] });
  expect(services).toMatchObject([{ service: 'db', state: 'running', containers: [{ id: 'db' }] }]);
  expect(outlines).toEqual([
    { service: 'cache', states: ['running'], dependsOn: [] },
    { service: 'db', states: ['running'], dependsOn: [] },
    { service: 'web', states: ['exited'], dependsOn: ['db'] },
  ]);
  expect(asked).toEqual(['list', 'db', 'image']);
});

it('without a wish all are looked at', async () => {
  const { asked, client } = engineWith('web', 'db');
  expect((await readInventory(client, node)).services.map(({ service }) => service)).toEqual(['db', 'web']);
  expect(asked).toEqual(['list', 'web', 'db', 'image']);
});
