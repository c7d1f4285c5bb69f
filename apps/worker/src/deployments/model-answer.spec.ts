import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DockerNode, ModelProbe } from '@app/docker';
import { modelSilence } from './model-answer.js';

let server: Server;
let asked: { path: string | undefined; body: unknown }[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  answer = (response) => response.end('{}');
  server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const part of request) text += String(part);
  asked.push({ path: `${request.method} ${request.url}`, body: JSON.parse(text) });
  answer(response);
}

function nodeWith(api: ModelProbe['api'] = 'openai'): DockerNode {
  const { port } = server.address() as AddressInfo;
  return {
    id: 'local',
    engine: { kind: 'local', socket: '/run/x.sock' },
    compose: { project: 'main', directory: '/', files: ['/compose.yml'] },
    protectedServices: [],
    probes: { vllm: { url: `http://127.0.0.1:${port}`, model: 'tiny', api } },
  };
}

it('a model is asked for one token, in the words of its server', async () => {
  expect(await modelSilence(nodeWith(), 'vllm', 5_000)).toBeUndefined();
  expect(await modelSilence(nodeWith('ollama'), 'vllm', 5_000)).toBeUndefined();
  expect(asked).toMatchObject([
    { path: 'POST /v1/completions', body: { model: 'tiny', max_tokens: 1, stream: false } },
    { path: 'POST /api/generate', body: { model: 'tiny', stream: false, options: { num_predict: 1 } } },
  ]);
});

it.each(['web', '__proto__', 'constructor'])(
  'a service without a probe, as %s, is asked nothing',
  async (name) => {
    expect(await modelSilence(nodeWith(), name, 5_000)).toBeUndefined();
    expect(asked).toEqual([]);
  },
);

it.each([404, 500, 503])('an answer of %d is no token', async (status) => {
  answer = (response) => response.writeHead(status).end();
  expect(await modelSilence(nodeWith(), 'vllm', 5_000)).toBe(`the model answered ${status}`);
});

it('a redirect is not followed', async () => {
  answer = (response) => response.writeHead(307, { location: '/elsewhere' }).end();
  expect(await modelSilence(nodeWith(), 'vllm', 5_000)).toBe('the model answered 307');
  expect(asked).toHaveLength(1);
});

it('an answer without end is cut off', async () => {
  answer = (response) => {
    const more = () => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  };
  expect(await modelSilence(nodeWith(), 'vllm', 10_000)).toContain('an answer too long');
});

it('a model that says nothing is not waited for beyond the time', async () => {
  answer = () => undefined;
  expect(await modelSilence(nodeWith(), 'vllm', 100)).toBe('the model did not answer in time');
});

it('a server that is not there is named as such', async () => {
  const node = nodeWith();
  server.close();
  await once(server, 'close');
  expect(await modelSilence(node, 'vllm', 5_000)).toBe('the model does not answer (ECONNREFUSED)');
});
