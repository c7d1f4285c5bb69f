import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { EngineTls, type DockerNode, type ModelProbe } from '@app/docker';

/** One token of a model that is being loaded can take minutes; the gate's own time is the limit beside this. */
const LONGEST_MS = 60_000;
const MOST_BYTES = 256 * 1024;

interface Asking {
  readonly path: string;
  readonly body: (model: string) => object;
}

const ASKING: Readonly<Record<ModelProbe['api'], Asking>> = {
  openai: {
    path: '/v1/completions',
    body: (model) => ({ model, prompt: 'Hello', max_tokens: 1, stream: false }),
  },
  ollama: {
    path: '/api/generate',
    body: (model) => ({ model, prompt: 'Hello', stream: false, options: { num_predict: 1 } }),
  },
};

/**
 * modelSilence asks a service's model for one token and returns why there was none; undefined when it answered, or
 * when the service has no probe. A redirect is no answer.
 */
export async function modelSilence(
  node: DockerNode,
  service: string,
  withinMs: number,
): Promise<string | undefined> {
  const probes = node.probes ?? {};
  const probe = Object.hasOwn(probes, service) ? probes[service] : undefined;
  if (probe === undefined) return undefined;
  const signal = AbortSignal.timeout(Math.min(withinMs, LONGEST_MS));
  try {
    const status = await statusOf(node, probe, signal);
    return status === 200 ? undefined : `the model answered ${status}`;
  } catch (error) {
    if (signal.aborted) return 'the model did not answer in time';
    return `the model does not answer (${(error as { code?: string }).code ?? 'no reason given'})`;
  }
}

/** The status of an answer that has come to its end, within bounds. */
async function statusOf(
  node: DockerNode,
  { url, model, api }: ModelProbe,
  signal: AbortSignal,
): Promise<number> {
  const { path, body } = ASKING[api];
  const text = JSON.stringify(body(model));
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const call = open(node, new URL(path, url), { method: 'POST', headers, signal });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    call.once('response', resolve).on('error', reject).end(text);
  });
  let bytes = 0;
  for await (const part of answer) {
    bytes += (part as Buffer).length;
    if (bytes > MOST_BYTES) throw Object.assign(new Error('too long'), { code: 'an answer too long' });
  }
  return answer.statusCode ?? 0;
}

type Options = Parameters<typeof plainRequest>[1];

function open({ id, engine }: DockerNode, url: URL, options: Options): ClientRequest {
  if (engine.kind === 'local') return plainRequest(url, { ...options, agent: false });
  return tlsRequest(url, { ...options, agent: new EngineTls(id, engine.tls).agent });
}
