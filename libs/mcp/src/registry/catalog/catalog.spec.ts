import { mkdir, readFile } from 'node:fs/promises';
import { RegistryFolder } from '../fixtures/registry-folder.js';
import { BUILT_IN_SERVERS } from './built-in-servers.js';
import { Catalog } from './catalog.js';

const weather = {
  name: 'io.example/weather',
  title: 'Weather',
  description: 'Tells the weather.',
  version: '1.0.0',
  packages: [
    {
      registryType: 'pypi',
      identifier: 'weather-mcp',
      version: '1.0.0',
      transport: { type: 'stdio' },
      packageArguments: [{ type: 'positional', valueHint: 'city', description: 'Where', isRequired: true }],
      environmentVariables: [
        { name: 'WEATHER_KEY', isRequired: true, isSecret: true },
        { name: 'WEATHER_UNIT' },
      ],
    },
    { registryType: 'nuget', identifier: 'Weather', version: '1.0.0', transport: { type: 'stdio' } },
  ],
};

async function withFiles(files: Record<string, string>) {
  const folder = await RegistryFolder.create();
  await mkdir(folder.file('catalog'));
  for (const [name, text] of Object.entries(files)) await folder.write(`catalog/${name}`, text);
  return {
    catalog: new Catalog(folder.file('catalog')),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

it('has the built-in servers, each in a version that is known, without any folder', async () => {
  const { items, problems } = await new Catalog('/nowhere').list();
  expect(problems).toEqual([]);
  expect(items.map(({ name }) => name)).toEqual(BUILT_IN_SERVERS.map(({ id }) => id));
  expect(items.flatMap(({ options }) => options.flatMap((option) => option.problems))).toEqual([]);
});

it('pins the packages that are tested here to the very versions that are tested', async () => {
  const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const { items } = await new Catalog('/nowhere').list();
  const tested = items
    .flatMap(({ options }) => options)
    .filter(({ identifier }) => identifier in devDependencies);
  expect(tested).toHaveLength(6);
  for (const { identifier, version } of tested)
    expect([identifier, version]).toEqual([identifier, devDependencies[identifier]]);
});

it('has the training server beside the router, and where Compose runs it', async () => {
  const catalog = new Catalog('/nowhere');
  const beside = await catalog.entry('training', 'training', {});
  expect(beside.given).toMatchObject({
    command: 'node',
    args: [expect.stringMatching(/apps.training.src.main/)],
  });
  const away = await catalog.entry('training', 'training', { remote: 0 });
  expect(away.given).toMatchObject({
    url: 'http://training:8080/mcp',
    transport: 'streamable-http',
    headers: { Authorization: 'Bearer ${TRAINING_TOKEN}' },
    env_schema: { TRAINING_TOKEN: { required: true, secret: true } },
  });
});

it('has the documents of its folder, and says what each way to run one asks for', async () => {
  await using files = await withFiles({ 'weather.json': JSON.stringify(weather) });
  const { items } = await files.catalog.list('WEATHER');
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ name: 'weather', source: 'file', title: 'Weather', version: '1.0.0' });
  expect(items[0]?.options).toEqual([
    {
      choice: { package: 0 },
      kind: 'pypi',
      identifier: 'weather-mcp',
      version: '1.0.0',
      asks: [
        {
          name: 'city',
          required: true,
          repeated: false,
          description: 'Where',
          default: undefined,
          choices: undefined,
        },
      ],
      env: { required: ['WEATHER_KEY'], optional: ['WEATHER_UNIT'] },
      problems: [],
    },
    expect.objectContaining({
      kind: 'nuget',
      problems: [expect.stringContaining('wanted one of npm, pypi, oci')],
    }),
  ]);
});

it('makes entries by name, with the answers that were asked for', async () => {
  await using files = await withFiles({ 'weather.json': JSON.stringify(weather) });
  const choice = { values: { city: 'Graz' } };
  const { given } = await files.catalog.entry('weather', 'w', choice);
  expect(given).toMatchObject({ command: 'uvx', args: ['weather-mcp@1.0.0', 'Graz'] });
  await expect(files.catalog.entry('weather', 'w', {})).rejects.toThrow('values.city');
  await expect(files.catalog.entry('../weather', 'w', {})).rejects.toMatchObject({
    code: 'catalog_item_not_found',
  });
});

it('has servers of our own, which node runs from where they were compiled', async () => {
  const choice = { values: { '--root': ['work=/srv/work', 'docs=/srv/docs:ro'] } };
  const { given } = await new Catalog('/nowhere').entry('filesystem', 'files', choice);
  expect(given).toMatchObject({
    command: 'node',
    args: [
      expect.stringMatching(/^\/.*\/dist\/apps\/mcp-files\/src\/main\.js$/),
      '--root=work=/srv/work',
      '--root=docs=/srv/docs:ro',
    ],
  });
  await expect(new Catalog('/nowhere').entry('filesystem', 'files', {})).rejects.toThrow('values.--root');
});

it('has GitHub at its own address, with a token that stays out of the registry', async () => {
  const { given } = await new Catalog('/nowhere').entry('github', 'github', {});
  expect(given).toMatchObject({
    url: 'https://api.githubcopilot.com/mcp/',
    headers: { Authorization: 'Bearer ${GITHUB_TOKEN}' },
    env_schema: { GITHUB_TOKEN: { required: true, secret: true } },
  });
});

it('keeps what is a process for each client that way', async () => {
  const catalog = new Catalog('/nowhere');
  expect((await catalog.entry('playwright', 'browser', {})).given).toMatchObject({
    args: ['--yes', '@playwright/mcp@0.0.83', '--headless'],
    shared: false,
  });
});

it('names the files that it cannot use, and has all others', async () => {
  await using files = await withFiles({
    'a.json': '{\n"name": 7,\n}',
    'b.json': '{"name": 7}',
    'Not A Name.json': JSON.stringify(weather),
    'readme.txt': 'no document',
    'weather.json': JSON.stringify(weather),
  });
  const { items, problems } = await files.catalog.list();
  expect(items.filter(({ source }) => source === 'file').map(({ name }) => name)).toEqual(['weather']);
  expect(problems).toEqual([
    expect.stringContaining('"Not A Name.json" is not valid: its name must be'),
    expect.stringContaining('a.json is not valid: line 3: '),
    expect.stringContaining('b.json is not valid: name: '),
  ]);
});
