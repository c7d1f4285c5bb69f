import {
  assert,
  constantFrom,
  dictionary,
  integer,
  oneof,
  option,
  property,
  record,
  shuffledSubarray,
  string,
  stringMatching,
} from 'fast-check';
import { parseRegistry, serializeRegistry, versionOf, type RegistryDocument } from './registry-document.js';
import { registryText } from './fixtures/registry-folder.js';

const id = stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}$/);
const shared = {
  scopes: option(shuffledSubarray(['search', 'code', 'files']), { nil: undefined }),
  allow_clients: option(shuffledSubarray(['*', 'open-webui', 'n8n-*']), { nil: undefined }),
  rate_limit_rpm: option(integer({ min: 1, max: 600 }), { nil: undefined }),
  env_schema: option(dictionary(stringMatching(/^[A-Z]{1,8}$/), constantFrom('required', 'optional')), {
    nil: undefined,
  }),
  description: option(string(), { nil: undefined }),
};
const entry = oneof(
  record({ command: constantFrom('npx', '/bin/server'), ...shared }),
  record({ image: constantFrom('mcp/duckduckgo', 'ghcr.io/a/b:1.2.3'), ...shared }),
  record({ url: constantFrom('https://example.com/mcp', 'http://10.0.0.1:8080/sse'), ...shared }),
);
const servers = dictionary(id, entry, { maxKeys: 6 });

const givenOf = (document: RegistryDocument) => [...document].map(([name, { given }]) => [name, given]);

function problemsOf(text: string): string {
  try {
    parseRegistry(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

describe('a registry', () => {
  it('is written and read again without a loss, in its order', () => {
    assert(
      property(servers, (given) => {
        const document = parseRegistry(registryText(given));
        const again = parseRegistry(serializeRegistry(document));
        expect(givenOf(again)).toEqual(givenOf(document));
        expect(versionOf(again)).toBe(versionOf(document));
        expect(serializeRegistry(again)).toBe(serializeRegistry(document));
      }),
    );
  });

  it('keeps names that look like numbers where they stand', () => {
    const text = '{"servers": {"b": {"command": "b"}, "7": {"command": "7"}}}';
    expect([...parseRegistry(serializeRegistry(parseRegistry(text))).keys()]).toEqual(['b', '7']);
  });

  it("reads the first registry's format as it is", () => {
    const document = parseRegistry(
      registryText({
        duckduckgo: {
          image: 'mcp/duckduckgo',
          scopes: ['search'],
          allow_clients: ['*'],
          rate_limit_rpm: 60,
          timeout_sec: 30,
          env_schema: {},
        },
        'github-official': {
          image: 'mcp/github-official',
          scopes: ['github'],
          allow_clients: ['open-webui', 'openclaw'],
          env_schema: { GITHUB_PERSONAL_ACCESS_TOKEN: 'required' },
        },
      }),
    );
    expect(document.get('github-official')?.entry).toMatchObject({
      timeout_sec: 60,
      deny_clients: [],
      network: 'none',
    });
  });

  it('has another version once anything in it is another, and the same when only fields change places', () => {
    const version = (servers: object) => versionOf(parseRegistry(JSON.stringify({ servers })));
    const first = version({ a: { command: 'x', args: ['1'] } });
    expect(version({ a: { args: ['1'], command: 'x' } })).toBe(first);
    expect(version({ a: { args: ['2'], command: 'x' } })).not.toBe(first);
  });
});

describe('a registry that is wrong', () => {
  it.each([
    ['no object', '[]', 'line 1: got array, wanted an object'],
    ['without servers', '{\n}', 'line 1: servers: got nothing, wanted an object of servers by their names'],
    [
      'with something else in it',
      '{\n"servers": {},\n"server": {}}',
      'line 3: server: is no field of a registry',
    ],
  ])('is refused as a whole: %s', (_what, text, problem) => {
    expect(problemsOf(text)).toBe(`registry.json is not valid: ${problem}`);
  });

  it.each<[string, unknown, string]>([
    ['no object', 'mcp/fetch', 'servers.a: got string, wanted an object'],
    ['no kind', { scopes: [] }, 'servers.a: has none of them, wanted one of command, image and url'],
    [
      'two kinds',
      { command: 'a', image: 'b' },
      'servers.a: has command and image, wanted one of command, image and url',
    ],
    ['an unknown field', { image: 'b', imge: 'c' }, 'servers.a.imge: is no field of such an entry'],
    [
      'a wrong type',
      { image: 'b', rate_limit_rpm: '60' },
      'servers.a.rate_limit_rpm: got string, wanted number',
    ],
    [
      'a number out of bounds',
      { image: 'b', timeout_sec: 0 },
      'servers.a.timeout_sec: got number, wanted number to be >=1',
    ],
    [
      'a wrong item',
      { image: 'b', allow_clients: ['a', 7] },
      'servers.a.allow_clients[1]: got number, wanted string',
    ],
    ['no image', { image: 'a b' }, 'servers.a.image: got string, wanted an image'],
    [
      'a wish of a variable',
      { image: 'b', env_schema: { A: 'yes' } },
      'servers.a.env_schema.A: got string, wanted "required", "optional" or an object',
    ],
    [
      'a field of a wish',
      { image: 'b', env_schema: { A: { need: 1 } } },
      'servers.a.env_schema.A.need: is no field of such an entry',
    ],
    [
      'the name of a variable',
      { image: 'b', env_schema: { 'A B': 'required' } },
      'servers.a.env_schema.A B: its name must be the name of a variable',
    ],
    [
      'another protocol',
      { url: 'file:///etc/passwd' },
      'servers.a.url: got string, wanted an http or https URL',
    ],
    [
      'a password in a URL',
      { url: 'https://u:p@example.com/' },
      'servers.a.url: holds a user or a password, wanted a header with a variable',
    ],
    [
      'a secret in a header',
      { url: 'https://example.com/', headers: { Authorization: 'Bearer abc' } },
      'servers.a.headers.Authorization: got a value, wanted a variable of env_schema, such as ${TOKEN}',
    ],
    [
      'an unknown variable',
      { url: 'https://example.com/', headers: { 'X-Key': '${KEY}' } },
      'servers.a.headers.X-Key: names a variable that env_schema does not have',
    ],
  ])('is refused with server, field and wish: %s', (_what, given, problem) => {
    expect(problemsOf(registryText({ a: given }))).toMatch(
      new RegExp(`line \\d+: ${problem.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
    );
  });

  it('is told every fault with its line, and never a value', () => {
    const text = `{
  "servers": {
    "good": { "command": "x" },
    "A!": { "command": "x" },
    "bad": {
      "url": "https://example.com",
      "headers": {
        "Authorization": 7
      },
      "shared": "hunter2"
    }
  }
}`;
    const problem = problemsOf(text);
    expect(problem).toContain('line 4: servers.A!: its name must be');
    expect(problem).toContain('line 8: servers.bad.headers.Authorization: got number');
    expect(problem).toContain('line 10: servers.bad.shared: got string, wanted boolean');
    expect(problem).not.toContain('hunter2');
  });
});
