import type { ImportChoice } from './from-server-json.js';
import { fromServerJson } from './from-server-json.js';

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';
const stdio = { type: 'stdio' };
const about = {
  $schema: SCHEMA,
  name: 'io.example.tools/one',
  description: 'One of them.',
  version: '1.4.0',
};
const withPackage = (given: object) => ({ ...about, packages: [{ transport: stdio, ...given }] });
const withRemote = (given: object) => ({ ...about, remotes: [given] });

function problemsOf(document: unknown, choice?: ImportChoice): string {
  try {
    fromServerJson(document, 'one', choice);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

describe('a package', () => {
  it('of npm is run by npx in exactly its version', () => {
    const document = withPackage({
      registryType: 'npm',
      registryBaseUrl: 'https://registry.npmjs.org',
      identifier: '@example/search-mcp',
      version: '1.0.2',
      runtimeHint: 'npx',
      runtimeArguments: [{ type: 'positional', value: '-y' }],
      environmentVariables: [
        { name: 'SEARCH_API_KEY', description: 'Key of the search', isRequired: true, isSecret: true },
        { name: 'SEARCH_MODE', default: 'safe', choices: ['safe', 'all'] },
        {
          name: 'SEARCH_HOST',
          value: 'https://{region}.example.com',
          variables: { region: { default: 'eu' } },
        },
      ],
      _unknown: { kept: 'for others' },
    });
    expect(fromServerJson(document, 'search').given).toEqual({
      description: 'One of them.',
      command: 'npx',
      args: ['--yes', '@example/search-mcp@1.0.2'],
      env_schema: {
        SEARCH_API_KEY: { required: true, description: 'Key of the search', secret: true },
        SEARCH_MODE: { required: false, default: 'safe', description: 'One of: safe, all' },
        SEARCH_HOST: { required: false, default: 'https://eu.example.com' },
      },
    });
  });

  it('of PyPI is run by uvx', () => {
    const document = withPackage({
      registryType: 'pypi',
      registryBaseUrl: 'https://pypi.org',
      identifier: 'weather-mcp-server',
      version: '0.5.0',
      runtimeHint: 'uvx',
    });
    expect(fromServerJson(document, 'weather').entry).toMatchObject({
      command: 'uvx',
      args: ['weather-mcp-server@0.5.0'],
    });
  });

  it('that is an image is run by its tag or its digest, with no network unless somebody gives it one', () => {
    const digest = `ghcr.io/example/db@sha256:${'a'.repeat(64)}`;
    const image = (given: object) =>
      fromServerJson(withPackage({ registryType: 'oci', ...given }), 'db').entry;
    expect(image({ identifier: 'ghcr.io/example/db:1.2' })).toMatchObject({
      image: 'ghcr.io/example/db:1.2',
      network: 'none',
    });
    expect(image({ identifier: digest })).toMatchObject({ image: digest });
    expect(
      image({ identifier: 'example/db', version: '3.1.0', registryBaseUrl: 'https://docker.io' }),
    ).toMatchObject({
      image: 'example/db:3.1.0',
    });
  });

  it('gets its arguments as an argv, in their order, filled with the answers', () => {
    const document = withPackage({
      registryType: 'npm',
      identifier: 'db-mcp',
      version: '3.1.0',
      packageArguments: [
        { type: 'positional', value: 'serve' },
        { type: 'named', name: '--host', default: 'localhost', isRequired: true },
        { type: 'named', name: '--port', format: 'number' },
        { type: 'named', name: '-l', value: '{level}', variables: { level: { default: 'info' } } },
        { type: 'named', name: '--read-only', format: 'boolean', isRequired: true },
        { type: 'positional', valueHint: 'folder', isRequired: true, isRepeated: true },
      ],
    });
    const values = { '--host': 'db; rm -rf /', folder: ['/a', '/b'] };
    expect(fromServerJson(document, 'db', { values }).given['args']).toEqual([
      '--yes',
      'db-mcp@3.1.0',
      'serve',
      '--host=db; rm -rf /',
      '-l',
      'info',
      '--read-only',
      '/a',
      '/b',
    ]);
    expect(problemsOf(document)).toContain('values.folder: got nothing, wanted a value');
  });

  it.each([
    [
      'an unknown kind',
      { registryType: 'nuget', identifier: 'A.B', version: '1.0.0' },
      'packages[0].registryType: got "nuget", wanted one of npm, pypi, oci',
    ],
    [
      'a way out of our own servers',
      { registryType: 'built-in', identifier: '../mcp-files' },
      'packages[0].identifier: wanted the name of a server of this program',
    ],
    [
      'a bundle',
      { registryType: 'mcpb', identifier: 'https://example.com/a.mcpb' },
      'packages[0].registryType: got "mcpb"',
    ],
    [
      'a range',
      { registryType: 'npm', identifier: 'a', version: '^1.0.0' },
      'packages[0].version: wanted an exact version',
    ],
    [
      'another range',
      { registryType: 'npm', identifier: 'a', version: '1.x' },
      'packages[0].version: wanted an exact version',
    ],
    [
      'latest',
      { registryType: 'npm', identifier: 'a', version: 'latest' },
      'packages[0].version: wanted an exact version',
    ],
    ['no version', { registryType: 'pypi', identifier: 'a' }, 'packages[0].version: wanted an exact version'],
    [
      'an option as its name',
      { registryType: 'npm', identifier: '--registry=https://evil.example', version: '1.0.0' },
      'packages[0].identifier: wanted the name of a npm package',
    ],
    [
      'another home',
      { registryType: 'npm', registryBaseUrl: 'https://npm.example.com', identifier: 'a', version: '1.0.0' },
      'packages[0].registryBaseUrl',
    ],
    [
      'an image without a tag',
      { registryType: 'oci', identifier: 'localhost:5000/a' },
      'packages[0].identifier: wanted an image with a tag or a digest',
    ],
    [
      'options of docker',
      {
        registryType: 'oci',
        identifier: 'a:1',
        runtimeArguments: [{ type: 'named', name: '--network', value: 'host' }],
      },
      'packages[0].runtimeArguments[0]: options of docker cannot be taken over',
    ],
    [
      'another runner',
      { registryType: 'npm', identifier: 'a', version: '1.0.0', runtimeHint: 'bunx' },
      'packages[0].runtimeHint: wanted npx',
    ],
    [
      'its own HTTP',
      {
        registryType: 'npm',
        identifier: 'a',
        version: '1.0.0',
        transport: { type: 'sse', url: 'http://localhost' },
      },
      'packages[0].transport.type: got "sse", wanted stdio',
    ],
    [
      'a secret for everybody to see',
      {
        registryType: 'npm',
        identifier: 'a',
        version: '1.0.0',
        packageArguments: [{ type: 'named', name: '--key', isSecret: true }],
      },
      'packages[0].packageArguments[0]: is a secret',
    ],
  ])('is refused with %s', (_what, given, problem) => {
    expect(problemsOf(withPackage(given), { package: 0 })).toContain(problem);
  });

  it('wants a variable with a secret in it only when the document does', () => {
    const secretIn = (more: object) => ({
      name: 'AUTH',
      value: 'Bearer {token}',
      variables: { token: { isSecret: true } },
      ...more,
    });
    const requiredOf = (variable: object) => {
      const environmentVariables = [variable];
      const npm = { registryType: 'npm', identifier: 'a', version: '1.0.0', environmentVariables };
      return fromServerJson(withPackage(npm), 'a').entry.env_schema['AUTH'];
    };
    expect(requiredOf(secretIn({}))).toMatchObject({ required: false, secret: true });
    expect(requiredOf(secretIn({ isRequired: true }))).toMatchObject({ required: true });
    const needed = { token: { isSecret: true, isRequired: true } };
    expect(requiredOf(secretIn({ variables: needed }))).toMatchObject({ required: true });
  });

  it('takes only answers that are a choice', () => {
    const mode = { type: 'named', name: '--mode', choices: ['local', 'proxy'] };
    const document = withPackage({
      registryType: 'npm',
      identifier: 'a',
      version: '1.0.0',
      packageArguments: [mode],
    });
    expect(problemsOf(document, { values: { '--mode': 'other' } })).toContain(
      'wanted one of "local", "proxy"',
    );
  });
});

describe('a remote', () => {
  it('keeps its secrets in variables named after the server', () => {
    const document = withRemote({
      type: 'streamable-http',
      url: 'https://{tenant}.example.com/mcp',
      variables: { tenant: { isRequired: true } },
      headers: [
        {
          name: 'Authorization',
          value: 'Bearer {api_key}',
          isRequired: true,
          isSecret: true,
          variables: { api_key: { isSecret: true } },
        },
        { name: 'X-API-Key', description: 'Another key', isSecret: true },
        { name: 'X-Region', default: 'eu-west-1', choices: ['us-east-1', 'eu-west-1'] },
        { name: 'X-Optional' },
      ],
    });
    expect(fromServerJson(document, '7-seas', { values: { tenant: 'acme' } }).given).toEqual({
      description: 'One of them.',
      url: 'https://acme.example.com/mcp',
      transport: 'streamable-http',
      headers: {
        Authorization: 'Bearer ${_7_SEAS_API_KEY}',
        'X-API-Key': '${_7_SEAS_X_API_KEY}',
        'X-Region': 'eu-west-1',
      },
      env_schema: {
        _7_SEAS_API_KEY: { required: true, secret: true },
        _7_SEAS_X_API_KEY: { required: false, secret: true, description: 'Another key' },
      },
    });
  });

  it('is refused with a secret in its address, and with a way to speak that is unknown', () => {
    const secret = { type: 'sse', url: 'https://example.com/{key}', variables: { key: { isSecret: true } } };
    expect(problemsOf(withRemote(secret))).toContain('remotes[0].url: holds a secret');
    expect(problemsOf(withRemote({ type: 'websocket', url: 'wss://example.com' }))).toContain(
      'remotes[0].type: got "websocket"',
    );
  });
});

describe('a document', () => {
  const npm = { registryType: 'npm', identifier: 'a', version: '1.0.0', transport: stdio };
  const nuget = { registryType: 'nuget', identifier: 'A', version: '1.0.0', transport: stdio };
  const remotes = [{ type: 'sse', url: 'https://example.com/sse' }];

  it('with several ways is taken by the first that works here, or by the one that is chosen', () => {
    const document = { ...about, packages: [nuget, npm], remotes };
    expect(fromServerJson(document, 'a').entry).toMatchObject({ command: 'npx' });
    expect(fromServerJson(document, 'a', { remote: 0 }).entry).toMatchObject({ transport: 'sse' });
    expect(fromServerJson({ ...about, packages: [nuget], remotes }, 'a').entry).toMatchObject({
      transport: 'sse',
    });
    expect(problemsOf({ ...about, packages: [nuget] })).toContain('packages[0].registryType');
    expect(problemsOf(document, { package: 7 })).toContain('packages[7]: is not there');
    expect(problemsOf(about)).toContain('packages[0]: is not there');
  });

  it('is also read from an answer of the registry, unless that has deleted it', () => {
    const answer = (status: string) => ({
      server: { ...about, packages: [npm] },
      _meta: { 'io.modelcontextprotocol.registry/official': { status } },
    });
    expect(fromServerJson(answer('active'), 'a').entry).toMatchObject({ command: 'npx' });
    expect(problemsOf(answer('deleted'))).toContain('the registry has deleted this server');
  });

  it('of an older format, or of none, is refused with its fields', () => {
    const older = { ...about, $schema: SCHEMA.replace('2025-12-11', '2025-07-09') };
    expect(problemsOf(older)).toContain('$schema: is of 2025-07-09');
    expect(problemsOf([])).toContain('server_json is not valid');
    expect(problemsOf({ ...about, packages: [{ registry_type: 'npm' }] })).toContain(
      'packages[0].registryType',
    );
  });
});
