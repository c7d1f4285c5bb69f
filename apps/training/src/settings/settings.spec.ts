import { checkHttpSettings, readCommandLine, readSettings, wantsHttp } from './index.js';

const fromFlags = (...args: string[]) => readSettings(readCommandLine(args, {}));

describe('the settings of the training server', () => {
  it('are those of its documentation when nothing is said', () => {
    expect(readSettings({})).toMatchObject({
      AI_TOOLKIT_SERVER_URL: 'http://localhost:8675',
      AI_TOOLKIT_OUTPUTS_DIR: '/ai-toolkit/outputs',
      LOG_LEVEL: 'info',
      MCP_HTTP_HOST: '127.0.0.1',
      MCP_HTTP_PORT: 8_080,
      MCP_HTTP_TOOL_TIMEOUT_SECONDS: 120,
      MCP_HTTP_MAX_BODY_BYTES: 1_048_576,
      MCP_HTTP_RATE_LIMIT_ENABLED: false,
      MCP_HTTP_RATE_LIMIT_CLIENT_IP_HEADER: 'x-forwarded-for',
      backendToken: undefined,
    });
  });

  it('take the names of levels that Python uses', () => {
    expect(readSettings({ LOG_LEVEL: 'WARNING' }).LOG_LEVEL).toBe('warn');
  });

  it('take the backend’s token by its own name too, and ours before that', () => {
    expect(readSettings({ AI_TOOLKIT_AUTH: 'theirs' }).backendToken).toBe('theirs');
    const both = { AI_TOOLKIT_AUTH: 'theirs', AI_TOOLKIT_AUTH_TOKEN: 'ours' };
    expect(readSettings(both).backendToken).toBe('ours');
  });

  it('split the model roots at colons', () => {
    expect(readSettings({ COMFYUI_MODEL_ROOTS: '/a:/b' }).COMFYUI_MODEL_ROOTS).toEqual(['/a', '/b']);
  });

  it('never show a token that is wrong', () => {
    expect(() => readSettings({ MCP_HTTP_AUTH_TOKEN: 'two words' })).toThrow(
      /MCP_HTTP_AUTH_TOKEN: got a value \(not shown\)/,
    );
  });
});

describe('the flags', () => {
  it('have the names of the variables, those of HTTP without their prefix', () => {
    const args = [
      '--host',
      '::1',
      '--port=0',
      '--rate-limit-enabled',
      '--ai-toolkit-server-url=http://gpu:1',
    ];
    expect(fromFlags(...args)).toMatchObject({
      MCP_HTTP_HOST: '::1',
      MCP_HTTP_PORT: 0,
      MCP_HTTP_RATE_LIMIT_ENABLED: true,
      AI_TOOLKIT_SERVER_URL: 'http://gpu:1',
    });
  });

  it('come before the environment, and can switch off what that switched on', () => {
    const environment = readCommandLine(['--no-auth-for-tools'], { MCP_HTTP_AUTH_FOR_TOOLS: 'true' });
    expect(readSettings(environment).MCP_HTTP_AUTH_FOR_TOOLS).toBe(false);
  });

  it('choose HTTP, and the standard streams without', () => {
    expect([wantsHttp(['--http']), wantsHttp(['--port', '1'])]).toEqual([true, false]);
    expect(readCommandLine(['--http'], {})).toEqual({});
  });

  it.each([
    [['--prot', '1'], '--prot: is not known'],
    [['--port'], '--port: wanted a value'],
    [['stray'], 'got a word that is no flag'],
  ])('that nobody knows are refused: %j', (args, words) => {
    expect(() => readCommandLine(args, {})).toThrow(words);
  });
});

describe('settings of HTTP that would let strangers in', () => {
  it.each([
    [
      'an address of others without a token',
      { MCP_HTTP_HOST: '0.0.0.0' },
      'MCP_HTTP_AUTH_TOKEN: got nothing',
    ],
    [
      'trusted proxies that are not named',
      { MCP_HTTP_TRUST_PROXY_FOR_RATE_LIMIT: 'true', MCP_HTTP_REQUIRE_TRUSTED_PROXY_CIDRS: 'true' },
      'MCP_HTTP_TRUSTED_PROXY_CIDRS: got nothing',
    ],
    ['a network that is none', { MCP_HTTP_TRUSTED_PROXY_CIDRS: '10.0.0.0/64' }, 'got "10.0.0.0/64"'],
  ])('are refused: %s', (_name, environment, words) => {
    expect(() => checkHttpSettings(readSettings(environment))).toThrow(words);
  });

  it.each([
    [{}],
    [{ MCP_HTTP_HOST: '::1' }],
    [{ MCP_HTTP_HOST: '0.0.0.0', MCP_HTTP_AUTH_TOKEN: 'a-token' }],
    [{ MCP_HTTP_HOST: '0.0.0.0', MCP_HTTP_ALLOW_ANONYMOUS: 'true' }],
    [{ MCP_HTTP_TRUSTED_PROXY_CIDRS: '10.0.0.0/8, fd00::/8' }],
  ])('are not these: %j', (environment) => {
    expect(() => checkHttpSettings(readSettings(environment))).not.toThrow();
  });
});
