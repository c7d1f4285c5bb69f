import type { DockerProgram, DockerResult } from './docker-program.js';
import { readImageFacts } from './image-facts.js';

const ID = `sha256:${'a'.repeat(64)}`;

function facts(image: object, result: Partial<DockerResult> = {}) {
  const output = JSON.stringify({ id: ID, ...image });
  const run = async () => ({ ok: true, output, complaint: '', ...result });
  return readImageFacts({ run } as unknown as DockerProgram, 'files', 'mcp/files:1');
}

describe('an image', () => {
  it.each(['', 'root', '0', '00', '+0', 'root:root', '0:1000', ':1000'])(
    'of the user "%s" runs as nobody',
    async (user) => {
      expect(await facts({ user })).toEqual({ id: ID, user: '65534:65534', volumes: [] });
    },
  );

  it.each(['1000', '1000:0', 'node', 'rooter', '10'])('of the user "%s" runs as that one', async (user) => {
    expect((await facts({ user })).user).toBe(user);
  });

  it('without any configuration runs as nobody', async () => {
    expect((await facts({})).user).toBe('65534:65534');
  });

  it.each(['/a,uid=0', '/a:exec', 'relative', '/a b', '/a\n'])(
    'that calls %j a volume is refused',
    async (path) => {
      await expect(facts({ volumes: { [path]: {} } })).rejects.toMatchObject({ code: 'mcp_image_refused' });
    },
  );

  it('that is not there is told apart from an engine that fails', async () => {
    const missing = { ok: false, complaint: 'Error: No such image: mcp/files:1' };
    await expect(facts({}, missing)).rejects.toThrow('docker pull mcp/files:1');
    const broken = { ok: false, complaint: 'Cannot connect to the Docker daemon' };
    await expect(facts({}, broken)).rejects.toMatchObject({ code: 'mcp_container_failed' });
  });
});
