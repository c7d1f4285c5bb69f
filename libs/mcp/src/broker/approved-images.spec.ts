import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApprovedImages } from './approved-images.js';

let folder: string;
let images: ApprovedImages;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-approved-'));
  images = new ApprovedImages(join(folder, 'registry.json'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(servers: object, enabled: string): Promise<void> {
  await writeFile(join(folder, 'registry.json'), JSON.stringify({ servers }));
  await writeFile(join(folder, 'servers.txt'), enabled);
}

describe('approved images', () => {
  it('are the enabled image entries, with the defaults of the registry', async () => {
    await write({ files: { image: 'mcp/files:1' } }, '# ours\nfiles, other\n');
    expect(await images.entryOf('files')).toMatchObject({
      image: 'mcp/files:1',
      network: 'none',
      memory_mib: 512,
    });
  });

  it('are looked up anew each time', async () => {
    await write({ files: { image: 'mcp/files:1' } }, 'files');
    await images.entryOf('files');
    await write({ files: { image: 'mcp/files:1' } }, '');
    await expect(images.entryOf('files')).rejects.toMatchObject({ code: 'mcp_server_disabled' });
  });

  it.each([
    ['a server that is not there', 'nobody', 'mcp_server_not_found'],
    ['a name that every object has', 'constructor', 'mcp_server_not_found'],
    ['a server that is commented out', 'asleep', 'mcp_server_disabled'],
    ['a program', 'program', 'mcp_server_not_image'],
    ['a URL', 'remote', 'mcp_server_not_image'],
    ['an entry that is malformed', 'broken', 'registry_invalid'],
  ])('are not %s', async (_what, id, code) => {
    const servers = {
      files: { image: 'mcp/files:1' },
      asleep: { image: 'mcp/files:1' },
      program: { command: '/bin/true' },
      remote: { url: 'http://127.0.0.1:1/' },
      broken: { image: 'mcp/files:1', privileged: true },
    };
    await write(servers, 'files\nprogram\nremote\nbroken # not asleep\nconstructor\n');
    await expect(images.entryOf(id)).rejects.toMatchObject({ code });
    expect(await images.entryOf('files')).toMatchObject({ image: 'mcp/files:1' });
  });

  it('are the built-in ones of enabled names, where there is no registry.json', async () => {
    await writeFile(join(folder, 'servers.txt'), 'duckduckgo, memory, files');
    expect(await images.entryOf('duckduckgo')).toMatchObject({ image: 'mcp/duckduckgo', network: 'egress' });
    for (const [id, code] of [
      ['github-official', 'mcp_server_disabled'],
      ['memory', 'mcp_server_not_image'],
      ['files', 'mcp_server_not_found'],
      ['constructor', 'mcp_server_not_found'],
    ] as const) {
      await expect(images.entryOf(id)).rejects.toMatchObject({ code });
    }
    await write({}, 'duckduckgo');
    await expect(images.entryOf('duckduckgo')).rejects.toMatchObject({ code: 'mcp_server_not_found' });
  });

  it('are none without a registry, and none that can be told from half of one', async () => {
    await expect(images.entryOf('files')).rejects.toMatchObject({ code: 'mcp_server_not_found' });
    await writeFile(join(folder, 'registry.json'), '{"servers": {"files": {"image"');
    await expect(images.entryOf('files')).rejects.toMatchObject({ code: 'registry_invalid' });
  });
});
