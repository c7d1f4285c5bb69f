import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import { aiToolkit, type BackendFile } from './index.js';

let toolkit: FakeAiToolkit;
beforeEach(async () => {
  toolkit = await startFakeAiToolkit({ token: 'a-secret' });
});
afterEach(() => toolkit.close());

const media = (timeoutMs = 2_000) => aiToolkit({ url: toolkit.url, token: 'a-secret', timeoutMs }).media;
const textOf = async ({ stream }: BackendFile) => {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
};
const bytes = (text: string) => Buffer.from(text);

describe('data sets', () => {
  it('are made under the name that the backend gives them, filled and listed', async () => {
    const name = await media().createDataset('My Foxes');
    const files = [
      { name: 'a fox.jpg', bytes: bytes('jpeg') },
      { name: 'a fox.txt', bytes: bytes('a fox in the snow') },
    ];
    await expect(media().uploadFiles(name, files)).resolves.toEqual(['a_fox.jpg', 'a_fox.txt']);
    await expect(media().datasetNames()).resolves.toEqual(['my_foxes']);
    await expect(media().listImages(name)).resolves.toEqual({
      root: '/toolkit/datasets/my_foxes',
      images: ['a_fox.jpg'],
    });
    const path = '/toolkit/datasets/my_foxes/a_fox.jpg';
    await expect(media().captions([path])).resolves.toEqual(new Map([[path, 'a fox in the snow']]));
    expect((await media().bytes(path, 100)).toString()).toBe('jpeg');
  });

  it('arrive byte for byte, in as many forms as it takes', async () => {
    const files = Array.from({ length: 60 }, (_, nth) => ({
      name: `${nth}.png`,
      bytes: randomBytes(400_000),
    }));
    await media(20_000).uploadFiles('foxes', files);
    const kept = toolkit.datasets.get('foxes');
    expect(files.every((file) => kept?.get(file.name)?.equals(file.bytes))).toBe(true);
    expect(toolkit.requests.length).toBeGreaterThan(1);
  });

  it.each(['<html>', '{"files":3}', JSON.stringify({ files: ['x'.repeat(2 ** 21)] })])(
    'are not called saved by a backend that says something else (case %#)',
    async (body) => {
      toolkit.instead = () => ({ status: 200, body });
      const upload = media().uploadFiles('foxes', [{ name: 'a.png', bytes: bytes('png') }]);
      await expect(upload).rejects.toMatchObject({ code: 'backend_malformed' });
    },
  );

  it('are listed by older backends by whole paths', async () => {
    toolkit.isOlder = true;
    toolkit.datasets.set('foxes', new Map([['deep/a.png', bytes('png')]]));
    const listing = { root: '/toolkit/datasets/foxes', images: ['deep/a.png'] };
    await expect(media().listImages('foxes')).resolves.toEqual(listing);
    toolkit.datasets.set('foxes', new Map());
    await expect(media().listImages('foxes')).resolves.toEqual({ ...listing, images: [] });
  });

  it('that are not there are told apart from empty ones', async () => {
    await expect(media().listImages('wolves')).rejects.toMatchObject({ code: 'dataset_not_found' });
  });

  it.each(['..', '.hidden', 'a/b', 'a\\b', '', 'a\0', 'x'.repeat(300)])('are not named %j', async (name) => {
    const wrong = { code: 'invalid_argument' };
    await expect(media().createDataset(name)).rejects.toMatchObject(wrong);
    await expect(media().listImages(name)).rejects.toMatchObject(wrong);
    await expect(media().uploadFiles(name, [])).rejects.toMatchObject(wrong);
    await expect(media().uploadFiles('foxes', [{ name, bytes: bytes('') }])).rejects.toMatchObject(wrong);
    expect(toolkit.requests).toEqual([]);
  });

  it('have captions for every image that was asked for, however many', async () => {
    const images = Array.from({ length: 1_200 }, (_, nth) => `${nth}.png`);
    const texts = images.slice(0, 700).map((_, nth) => [`${nth}.txt`, bytes(`fox ${nth}`)] as const);
    toolkit.datasets.set('foxes', new Map(texts));
    const found = await media().captions(images.map((image) => `/toolkit/datasets/foxes/${image}`));
    expect(found.size).toBe(1_200);
    expect(found.get('/toolkit/datasets/foxes/699.png')).toBe('fox 699');
    expect(found.get('/toolkit/datasets/foxes/700.png')).toBe('');
  });
});

describe('files', () => {
  const path = '/toolkit/output/fox & co/fox_000000250.safetensors';
  beforeEach(() => toolkit.outputs.set(path, bytes('0123456789')));

  it('are downloaded whole or in part', async () => {
    const whole = await media().download(path);
    expect([whole.size, await textOf(whole)]).toEqual([10, '0123456789']);
    const rest = await media().download(path, undefined, { start: 7 });
    expect([rest.size, await textOf(rest)]).toEqual([3, '789']);
    expect(await textOf(await media().download(path, undefined, { start: 2, end: 4 }))).toBe('234');
    await expect(media().download(path, undefined, { start: 99 })).rejects.toMatchObject({
      code: 'range_not_satisfiable',
    });
  });

  it('that the backend does not give are not there', async () => {
    const absent = { code: 'file_not_found' };
    await expect(media().download('/toolkit/output/other')).rejects.toMatchObject(absent);
    await expect(media().download('/etc/passwd')).rejects.toMatchObject(absent);
    await expect(media().download('..')).rejects.toMatchObject(absent);
    await expect(media().download('../settings')).rejects.toMatchObject(absent);
  });

  it('are not taken in whole when they are larger than wanted', async () => {
    await expect(media().bytes(path, 9)).rejects.toMatchObject({ code: 'file_too_large' });
    await expect(media().bytes(path, 10)).resolves.toHaveLength(10);
  });

  it('come from no other place than the backend', async () => {
    toolkit.instead = () => ({ status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } });
    await expect(media().download(path)).rejects.toMatchObject({ code: 'backend_failed' });
  });

  it('are no parts of another size than was asked for', async () => {
    toolkit.instead = () => ({ status: 200, body: 'all of it' });
    await expect(media().download(path, undefined, { start: 3 })).rejects.toMatchObject({
      code: 'backend_malformed',
    });
  });
});

describe('a download', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const from = async (answer: RequestListener, timeoutMs = 2_000) => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return aiToolkit({ url, timeoutMs }).media;
  };

  it('that is broken off is no whole file', async () => {
    const cut = await from((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('half', () => response.destroy());
    });
    const read = async () => textOf(await cut.download('/toolkit/output/a'));
    await expect(read()).rejects.toMatchObject({ code: 'backend_unreachable' });
  });

  it('that stands still ends', async () => {
    const still = await from((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('half');
    }, 60);
    const read = async () => textOf(await still.download('/toolkit/output/a'));
    await expect(read()).rejects.toMatchObject({ code: 'backend_timeout' });
  });

  it('is as slow as its reader, and ends with it', async () => {
    let [sent, closed] = [0, (): void => undefined];
    const hasClosed = new Promise<void>((resolve) => (closed = resolve));
    const endless = await from((_request, response) => {
      const part = Buffer.alloc(2 ** 16);
      const more = () => {
        sent += part.length;
        if (response.write(part)) setImmediate(more);
        else response.once('drain', more);
      };
      response.once('close', closed);
      more();
    });
    const { stream } = await endless.download('/toolkit/output/a');
    for await (const part of stream) if (part.length > 0) break;
    await hasClosed;
    expect(sent).toBeLessThan(64 * 2 ** 20);
  });
});
