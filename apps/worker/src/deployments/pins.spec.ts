import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerNode } from '@app/docker';
import { parse } from 'yaml';
import { Pins } from './pins.js';

let folder: string;
let data: string;
let compose: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pins-'));
  data = join(folder, 'worker');
  compose = join(folder, 'compose.yml');
  await writeFile(compose, "version: '2.4'\nservices: { web: { image: a } }\n");
});
afterEach(() => rm(folder, { recursive: true }));

function pinsOf(id = 'local'): Pins {
  const node: DockerNode = {
    id,
    engine: { kind: 'local', socket: '/run/x.sock' },
    compose: { project: 'main', directory: folder, files: [compose] },
    protectedServices: [],
  };
  return new Pins(node, data);
}

const everything = () => true;
const contentOf = async (path: string | undefined) => parse(await readFile(path ?? '', 'utf8')) as unknown;

it('nothing is pinned at first, and Compose gets no further file', async () => {
  expect(await pinsOf().files()).toEqual([]);
  expect([...(await pinsOf().images())]).toEqual([]);
});

it('what is committed stays, beside what was before, for whoever reads it next', async () => {
  await pinsOf().commit(new Map([['web', 'web:2']]), everything);
  await pinsOf().commit(new Map([['db', 'db@sha256:1']]), everything);
  const [file] = await pinsOf().files();
  expect(await contentOf(file)).toEqual({
    version: '2.4',
    services: { web: { image: 'web:2' }, db: { image: 'db@sha256:1' } },
  });
  expect(await readdir(data)).toEqual(['local.pins.yml']);
});

it('a service that the files no longer name is forgotten, so that no file brings it back', async () => {
  await pinsOf().commit(new Map([['web', 'web:2']]), everything);
  await pinsOf().commit(new Map([['db', 'db:1']]), (service) => service !== 'web');
  expect([...(await pinsOf().images()).keys()]).toEqual(['db']);
});

it('the version follows that of the node’s own first file, also when that has none any more', async () => {
  await pinsOf().commit(new Map([['web', 'web:2']]), everything);
  await writeFile(compose, "version: '3.8'\nservices: {}\n");
  expect(await contentOf((await pinsOf().files())[0])).toMatchObject({ version: '3.8' });
  await writeFile(compose, 'services: {}\n');
  expect(await contentOf((await pinsOf().files())[0])).not.toHaveProperty('version');
});

describe('a candidate', () => {
  it('comes after the pins, changes none of them, and goes when it is removed', async () => {
    const pins = pinsOf();
    await pins.commit(new Map([['web', 'web:1']]), everything);
    const candidate = await pins.candidate(new Map([['web', 'web:2']]));
    expect(candidate.files[0]).toBe(pins.path);
    expect(await contentOf(candidate.files[1])).toMatchObject({ services: { web: { image: 'web:2' } } });
    expect((await pins.images()).get('web')).toBe('web:1');
    await candidate.remove();
    expect(await readdir(data)).toEqual(['local.pins.yml']);
  });

  it('of a dead worker is removed, and nothing else is', async () => {
    await pinsOf().commit(new Map([['web', 'web:1']]), everything);
    await pinsOf().candidate(new Map([['web', 'web:2']]));
    const [other] = (await pinsOf('local.two').candidate(new Map([['web', 'web:2']]))).files;
    await pinsOf().removeCandidates();
    const left = await readdir(data);
    expect(left).toHaveLength(2);
    expect(left).toContain('local.pins.yml');
    expect(left.map((name) => join(data, name))).toContain(other);
  });

  it('is not missed where there never was one', async () => {
    await expect(pinsOf().removeCandidates()).resolves.toBeUndefined();
  });
});

it.each(['{', 'services: { web: { image: 1 } }', 'services: { web: { image: a, privileged: true } }'])(
  'pins that read %j are refused, and not quoted',
  async (text) => {
    await pinsOf().commit(new Map([['web', 'web:1']]), everything);
    await writeFile(pinsOf().path, text);
    await expect(pinsOf().files()).rejects.toMatchObject({
      code: 'pins_unreadable',
      message: expect.not.stringContaining('web') as string,
    });
  },
);
