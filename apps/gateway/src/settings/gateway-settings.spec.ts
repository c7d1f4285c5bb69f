import { parseYaml, readEnvironment, type Environment } from '@app/config';
import { environment } from './environment.js';
import { gatewayFile } from './gateway-file.js';
import { gatewaySettings } from './gateway-settings.js';

function settingsOf(yaml: string, variables: Environment = {}) {
  const file = parseYaml('gateway.yaml', yaml, gatewayFile);
  return gatewaySettings(file, readEnvironment(environment, variables), variables);
}

const ids = (yaml: string, variables: Environment = {}) =>
  settingsOf(yaml, variables).providers.map((provider) =>
    provider.kind === 'loopback' ? provider.id : `${provider.id}=${provider.url}`,
  );

describe('providers', () => {
  it('are Ollama at its usual address and loopback when nothing is configured', () => {
    expect(ids('')).toEqual(['ollama=http://127.0.0.1:11434', 'loopback']);
  });

  it('come from the shortcuts of the environment', () => {
    expect(ids('', { OLLAMA_URL: 'http://o:1/', VLLM_URL: 'http://v:8000' })).toEqual([
      'ollama=http://o:1',
      'vllm=http://v:8000/v1',
      'loopback',
    ]);
  });

  it('of the file are overridden by a shortcut of the same id, and only in their URL', () => {
    const yaml = 'providers:\n  - { id: ollama, kind: ollama, url: "http://file:1", num_ctx: 8192 }\n';
    const [ollama] = settingsOf(yaml, { OLLAMA_URL: 'http://env:1' }).providers;
    expect(ollama).toMatchObject({ url: 'http://env:1', numCtx: 8192 });
  });

  it('may say which service of operations they are, as node/service', () => {
    const yaml = (service: string) =>
      `providers:\n  - { id: gpu, kind: vllm, url: "https://gpu:8443/v1", service: "${service}" }\n`;
    expect(settingsOf(yaml('gpu-1/vllm')).providers[0]).toMatchObject({ service: 'gpu-1/vllm' });
    for (const wrong of ['vllm', 'gpu-1/', 'gpu-1/../x', 'a/b/c'])
      expect(() => settingsOf(yaml(wrong))).toThrow('must be node/service');
  });

  it('may be several of a kind', () => {
    const yaml = `providers:
  - { id: gpu-a, kind: vllm, url: "https://a:8443/v1", tls: { ca_file: ca.pem, cert_file: c.pem, key_file: /run/k.pem } }
  - { id: gpu-b, kind: vllm, url: "https://b:8443/v1/" }
`;
    expect(ids(yaml)).toEqual(['gpu-a=https://a:8443/v1', 'gpu-b=https://b:8443/v1', 'loopback']);
    expect(settingsOf(yaml, { CONFIG_DIR: '/etc/sy' }).providers[0]).toMatchObject({
      tls: { ca: '/etc/sy/ca.pem', cert: '/etc/sy/c.pem', key: '/run/k.pem' },
    });
  });

  it('take an API key from the variable that the file names', () => {
    const yaml = 'providers:\n  - { id: cloud, kind: openai, url: "https://c/v1", api_key_env: CLOUD_KEY }\n';
    expect(settingsOf(yaml, { CLOUD_KEY: 's3' }).providers[0]).toMatchObject({ apiKey: 's3' });
    expect(() => settingsOf(yaml)).toThrow('variable CLOUD_KEY is not set');
  });

  it('take time limits of their own over those of the file', () => {
    const yaml = `timeouts: { total_sec: 60, idle_sec: 7 }
providers: [{ id: v, kind: vllm, url: "http://v/v1", timeouts: { total_sec: 5 } }]
`;
    expect(settingsOf(yaml).providers[0]).toMatchObject({
      timeouts: { connect: 5_000, firstToken: 600_000, idle: 7_000, total: 5_000 },
    });
  });

  it.each([
    ['a twin', 'providers:\n  - &v { id: v, kind: vllm, url: "http://v/v1" }\n  - *v\n', 'twice'],
    ['the built-in name', 'providers: [{ id: loopback, kind: vllm, url: "http://v" }]', 'built in'],
    ['an unknown kind', 'providers: [{ id: v, kind: grok, url: "http://v" }]', 'kind'],
    ['a wrong URL', 'providers: [{ id: v, kind: vllm, url: "v:8000" }]', 'http:// or https://'],
    [
      'half a certificate',
      'providers: [{ id: v, kind: vllm, url: "https://v", tls: { cert_file: a } }]',
      'together',
    ],
    ['a field that nobody reads', 'provders: []', 'provders'],
  ])('with %s are refused', (_what, yaml, words) => {
    expect(() => settingsOf(yaml)).toThrow(words);
  });
});

describe('the default provider', () => {
  it('is the first one that is not loopback', () => {
    expect(settingsOf('').defaultProvider).toBe('ollama');
  });

  it.each([
    ['default_provider: loopback', {}, 'loopback'],
    ['default_provider: loopback', { DEFAULT_PROVIDER: 'ollama' }, 'ollama'],
  ])('of %j with %j is %s', (yaml, variables, id) => {
    expect(settingsOf(yaml, variables).defaultProvider).toBe(id);
  });

  it('must exist', () => {
    expect(() => settingsOf('', { DEFAULT_PROVIDER: 'gpt' })).toThrow(
      'DEFAULT_PROVIDER: got "gpt", wanted one of ollama, loopback',
    );
  });
});
