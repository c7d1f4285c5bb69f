import { DomainError, isJsonObject, uuidv7, type JsonObject, type JsonValue } from '@app/kernel';
import {
  createProvider,
  sseData,
  SseFramer,
  type ModelCall,
  type ModelReply,
  type Provider,
} from '@app/providers';
import { AnswerAssembly } from './answer-assembly.js';
import type { Model, ModelAnswer, ModelQuestion } from './model.js';

const GATEWAY = 'gateway';
const CONNECTIONS = 256;
/** The run has a limit of its own; these find out a gateway that is gone. */
const TIMEOUTS = { connect: 5_000, firstToken: 600_000, idle: 120_000, total: 3_600_000 };

export interface GatewayPlace {
  /** Without `/v1`. */
  readonly url: string;
  readonly key: string | undefined;
}

/** GatewayModel asks the models of the gateway, over its chat completions, always as a stream. */
export class GatewayModel implements Model {
  private readonly gateway: Provider;

  constructor({ url, key }: GatewayPlace) {
    this.gateway = createProvider({
      kind: 'openai',
      id: GATEWAY,
      url: `${url}/v1`,
      timeouts: TIMEOUTS,
      connections: CONNECTIONS,
      streamUsage: true,
      ...(key !== undefined && { apiKey: key }),
    });
  }

  async ask(question: ModelQuestion): Promise<ModelAnswer> {
    const assembly = new AnswerAssembly(GATEWAY);
    const reply = await this.gateway.call(callOf(question));
    for await (const chunk of chunksOf(reply)) {
      const { text, characters } = assembly.add(chunk);
      if (characters > 0) question.onGrowth(characters);
      if (text !== '') await question.onText(text);
      question.signal.throwIfAborted();
    }
    return assembly.answer(() => `call_${uuidv7()}`);
  }

  close(): Promise<void> {
    return this.gateway.close();
  }
}

function callOf({ model, body: asked, requestId, traceparent, signal }: ModelQuestion): ModelCall {
  const body: JsonObject = { model, ...asked, stream: true, stream_options: { include_usage: true } };
  return {
    endpoint: 'chat',
    model,
    requestedModel: model,
    body,
    bytes: Buffer.from(JSON.stringify(body)),
    requestId,
    signal,
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** A provider's stream is cut into whole events, so that none spans two pieces. */
async function* chunksOf(reply: ModelReply): AsyncGenerator<JsonObject> {
  if (reply.kind === 'whole') {
    yield chunkIn(reply.bytes.toString());
    return;
  }
  const framer = new SseFramer();
  for await (const piece of reply.chunks) {
    for (const frame of framer.push(piece)) {
      const data = sseData(frame);
      if (data !== undefined && !data.startsWith('[DONE]')) yield chunkIn(data);
    }
  }
}

function chunkIn(text: string): JsonObject {
  const value = parsed(text);
  if (isJsonObject(value)) return value;
  const message = `The upstream "${GATEWAY}" sent an event that is not a JSON object.`;
  throw new DomainError('upstream_malformed', message, { upstream: GATEWAY });
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
