import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mintKey, storedForm } from '@app/auth';
import { startFakeOpenAi, type FakeOpenAi } from '../fakes/fake-openai.ts';
import { exitOf, runGateway, type GatewayProcess } from './gateway-process.ts';

const MODEL = 'org/served-model';
const PROMPT = 'a prompt that nobody else may read';

const chat = (url: string, headers: Record<string, string> = {}, model = MODEL) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: PROMPT }] }),
  });

describe('a wrong variable', () => {
  it('stops the start, and all of them are named', async () => {
    const { code, said } = await exitOf({
      OPENAI_COMPAT_PORT: '99999',
      OLLAMA_URL: 'localhost',
      LOG_LEVEL: 'loud',
    });
    expect(code).toBe(78);
    expect(said).toContain('OPENAI_COMPAT_PORT: got "99999", wanted a whole number from 0 to 65535');
    expect(said).toContain('OLLAMA_URL: got "localhost", wanted an http:// or https:// URL');
    expect(said).toContain('LOG_LEVEL: got "loud", wanted one of silent, error, warn, info, debug');
  });

  it('that names no provider stops the start', async () => {
    const { code, said } = await exitOf({ DEFAULT_PROVIDER: 'gpt', CONFIG_DIR: '/nonexistent' });
    expect(code).toBe(78);
    expect(said).toContain('DEFAULT_PROVIDER: got "gpt", wanted one of ollama, loopback');
  });
});

it('a certificate that is not there stops the start, and no path is shown', async () => {
  const configDir = await mkdtemp(join(tmpdir(), 'switchyard-tls-'));
  const provider = '{ id: gpu, kind: vllm, url: "https://localhost:1/v1", tls: { ca_file: missing.pem } }';
  await writeFile(join(configDir, 'gateway.yaml'), `providers: [${provider}]`);
  const { code, said } = await exitOf({ CONFIG_DIR: configDir });
  expect(code).toBe(78);
  expect(said).toContain('provider gpu: TLS of the upstream "gpu": tls.ca cannot be read (ENOENT)');
  expect(said).not.toContain(configDir);
  await rm(configDir, { recursive: true });
});

describe('the gateway as a process', () => {
  const key = mintKey();
  let vllm: FakeOpenAi;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    vllm = await startFakeOpenAi({ apiKey: 'upstream-secret-key' });
    gateway = await runGateway(
      { CLOUD_KEY: 'upstream-secret-key' },
      {
        'clients.yaml': `clients: [{ id: ann, key_hash: "${storedForm(key)}", scopes: { models: ["vllm/*"] } }]`,
        'gateway.yaml': `providers: [{ id: vllm, kind: vllm, url: "${vllm.url}", api_key_env: CLOUD_KEY }]`,
      },
    );
  });
  afterAll(async () => {
    await vllm.close();
  });

  it('wants a key once clients are configured', async () => {
    expect((await chat(gateway.url)).status).toBe(401);
    expect((await chat(gateway.url, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await chat(gateway.url, { authorization: `Bearer ${key}` })).status).toBe(200);
    expect((await chat(gateway.url, { 'x-api-key': key })).status).toBe(200);
    expect((await fetch(`${gateway.url}/v1/models`)).status).toBe(401);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });

  it('keeps a client to its models', async () => {
    const refused = await chat(gateway.url, { 'x-api-key': key }, 'loopback/echo');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'model_not_allowed' } });
    const list = await fetch(`${gateway.url}/v1/models`, { headers: { 'x-api-key': key } });
    expect(((await list.json()) as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual([
      `vllm/${MODEL}`,
    ]);
  });

  it('writes one JSON line a request, with its id and without key, prompt or upstream key', async () => {
    await (await chat(gateway.url, { 'x-api-key': key, 'x-request-id': 'seen-in-log' })).text();
    await gateway.said('"request_id":"seen-in-log"');
    const lines = gateway.output().trim().split('\n');
    const line = lines
      .map((text) => JSON.parse(text) as { request_id?: string })
      .find((entry) => entry.request_id === 'seen-in-log');
    expect(line).toMatchObject({
      status: 200,
      provider: 'vllm',
      model: `vllm/${MODEL}`,
      service: 'ann',
      outcome: 'ok',
    });
    for (const secret of [key, PROMPT, 'upstream-secret-key']) expect(gateway.output()).not.toContain(secret);
  });

  it('counts calls by names of its own, never by what a caller wrote', async () => {
    await chat(
      gateway.url,
      { 'x-api-key': key, 'x-service-name': 'caller-made-label' },
      'vllm/caller-made-model',
    );
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain(
      `switchyard_model_calls_total{operation="chat",provider="vllm",model="vllm/${MODEL}",outcome="ok"}`,
    );
    expect(metrics).toContain('model="other",outcome="model_not_found"');
    expect(metrics).not.toContain('caller-made');
  });

  it('takes up a new configuration, and keeps the last good one when the newest is wrong', async () => {
    const file = join(gateway.configDir, 'gateway.yaml');
    const headers = { 'x-api-key': key };
    await writeFile(file, `providers: [{ id: vllm, kind: vllm, url: "${vllm.url}" }`);
    await gateway.said('configuration refused');
    const tls = 'tls: { ca_file: missing.pem }';
    await writeFile(file, `providers: [{ id: gone, kind: vllm, url: "https://localhost:1/v1", ${tls} }]`);
    await gateway.said('provider gone: TLS of the upstream');
    expect((await chat(gateway.url, headers)).status).toBe(200);
    const provider = `{ id: vllm, kind: vllm, url: "${vllm.url}", api_key_env: CLOUD_KEY }`;
    await writeFile(file, `providers: [${provider}]\naliases: { vllm/short: vllm/${MODEL} }`);
    await gateway.said('configuration reloaded');
    expect((await chat(gateway.url, headers, 'vllm/short')).status).toBe(200);
  });

  it('takes away a key without a restart', async () => {
    await writeFile(join(gateway.configDir, 'clients.yaml'), 'clients: []');
    await gateway.said('clients reloaded');
    expect((await chat(gateway.url, { 'x-forwarded-for': '1.2.3.4' })).status).toBe(401);
  });

  it('ends at SIGTERM with 0', async () => {
    expect(await gateway.stop()).toBe(0);
  });
});

it('without clients, the gateway says at start to whom it is open', async () => {
  const gateway = await runGateway({});
  expect(gateway.output()).toContain('no API key is configured');
  expect((await fetch(`${gateway.url}/v1/models`)).status).toBe(200);
  const rebound = await fetch(`${gateway.url}/v1/models`, { headers: { origin: 'https://evil.example' } });
  expect(rebound.status).toBe(403);
  await gateway.stop();
});

it('a page of an allowed origin may call, preflight included, and no other', async () => {
  const gateway = await runGateway({ ALLOWED_ORIGINS: 'http://webui.lan' });
  const preflight = (origin: string) =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  const allowed = await preflight('http://webui.lan');
  expect(allowed.headers.get('access-control-allow-origin')).toBe('http://webui.lan');
  const other = await preflight('https://evil.example');
  expect(other.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  const answer = await fetch(`${gateway.url}/v1/models`, { headers: { origin: 'http://webui.lan' } });
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://webui.lan');
  const chatted = await chat(gateway.url, { origin: 'http://webui.lan' }, 'loopback/echo');
  expect(chatted.status).toBe(200);
  expect(chatted.headers.get('access-control-allow-origin')).toBe('http://webui.lan');
  await gateway.stop();
});
