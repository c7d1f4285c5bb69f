import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeOpenAi, type FakeOpenAi } from '../fakes/fake-openai.ts';
import { startCaddyNode, type CaddyNode } from '../mtls/caddy-node.ts';
import { issue, issueAuthority, writeIdentity, YESTERDAY, type Identity } from '../mtls/certificates.ts';
import { startGateway, type RunningGateway } from './gateway-harness.ts';

const CHAT_MODEL = 'org/served-model';

let folder: string;
let vllm: FakeOpenAi;
let caddy: CaddyNode;
let clientCa: Identity;
let gateway: RunningGateway;

const tls = (name: string, ca = 'server-ca') =>
  `{ ca_file: ${folder}/${ca}.pem, cert_file: ${folder}/${name}.pem, key_file: ${folder}/${name}.key }`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-mtls-'));
  const serverCa = await issueAuthority('server authority');
  clientCa = await issueAuthority('client authority');
  const strangerCa = await issueAuthority('strange authority');
  await writeIdentity(folder, 'server-ca', serverCa);
  await writeIdentity(folder, 'client-ca', clientCa);
  await writeIdentity(folder, 'strange-ca', strangerCa);
  await writeIdentity(folder, 'server', await issue(serverCa, 'localhost'));
  await writeIdentity(folder, 'good', await issue(clientCa, 'gateway'));
  await writeIdentity(folder, 'expired', await issue(clientCa, 'gateway', YESTERDAY()));
  await writeIdentity(folder, 'strange', await issue(strangerCa, 'gateway'));
  await writeIdentity(folder, 'renewed', await issue(clientCa, 'gateway', YESTERDAY()));
  vllm = await startFakeOpenAi();
  caddy = await startCaddyNode(folder, { models: vllm.url });
  const provider = (id: string, material: string) =>
    `  - { id: ${id}, kind: vllm, url: "${caddy.modelsUrl}/v1", tls: ${material} }`;
  gateway = await startGateway({
    yaml: [
      'providers:',
      provider('good', tls('good')),
      provider('none', `{ ca_file: ${folder}/server-ca.pem }`),
      provider('strange', tls('strange')),
      provider('expired', tls('expired')),
      provider('distrustful', tls('good', 'strange-ca')),
      provider('renewed', tls('renewed')),
    ].join('\n'),
  });
});

afterAll(async () => {
  await gateway?.close();
  await caddy?.close();
  await vllm?.close();
  await rm(folder, { recursive: true });
});

const ask = (provider: string) =>
  gateway.client.chat.completions.create({
    model: `${provider}/${CHAT_MODEL}`,
    messages: [{ role: 'user', content: 'Who is there?' }],
  });

describe('a GPU node behind Caddy with mutual TLS', () => {
  it('answers whoever shows a certificate of its CA', async () => {
    const answer = await ask('good');
    expect(answer.choices[0]?.message.content).not.toBe('');
  });

  it('streams through', async () => {
    const stream = await gateway.client.chat.completions.create({
      model: `good/${CHAT_MODEL}`,
      messages: [{ role: 'user', content: 'Who is there?' }],
      stream: true,
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).not.toBe('');
  });

  it.each([
    ['without a certificate', 'none'],
    ['with a certificate of another CA', 'strange'],
    ['with an expired certificate', 'expired'],
  ])('lets nobody in %s', async (_how, provider) => {
    const before = vllm.requests.length;
    await expect(ask(provider)).rejects.toMatchObject({ status: 502, code: 'upstream_unreachable' });
    expect(vllm.requests).toHaveLength(before);
  });

  it('is not trusted when another CA signed its own certificate', async () => {
    await expect(ask('distrustful')).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining('distrustful'),
    });
  });

  it('lets the gateway in once its certificate has been renewed, without a restart', async () => {
    await expect(ask('renewed')).rejects.toMatchObject({ status: 502 });
    await writeIdentity(folder, 'renewed', await issue(clientCa, 'gateway'));
    const deadline = Date.now() + 10_000;
    const admitted = () =>
      ask('renewed').then(
        () => true,
        () => false,
      );
    while (!(await admitted()) && Date.now() < deadline) await new Promise((next) => setTimeout(next, 100));
    await expect(ask('renewed')).resolves.toBeDefined();
  });
});
