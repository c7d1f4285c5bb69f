import { request, type IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { EngineAway } from '../refusal.js';

const LARGEST_ANSWER = 4 * 1024 * 1024;
const ANSWER_MS = 30_000;

/** EngineEye asks the node's engine what is there, and changes nothing. */
export class EngineEye {
  constructor(private readonly socketPath: string) {}

  /** object returns what the engine shows at the path, or undefined when there is nothing; throws EngineAway. */
  async object(path: string, signal: AbortSignal): Promise<JsonObject | undefined> {
    const found = await this.read(path, signal);
    if (found === undefined || isJsonObject(found)) return found;
    throw new EngineAway('it gave an answer that cannot be read');
  }

  /** list is object for paths that answer a list. */
  async list(path: string, signal: AbortSignal): Promise<readonly JsonValue[]> {
    const found = await this.read(path, signal);
    if (Array.isArray(found)) return found;
    throw new EngineAway('it gave an answer that cannot be read');
  }

  private async read(path: string, signal: AbortSignal): Promise<JsonValue | undefined> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      const answer = await this.ask(path, limited);
      const text = await textOf(answer);
      if (answer.statusCode === 404) return undefined;
      if (answer.statusCode !== 200) throw new EngineAway(`it answered ${answer.statusCode}`);
      return JSON.parse(text) as JsonValue;
    } catch (cause) {
      if (cause instanceof EngineAway) throw cause;
      throw new EngineAway('it gave no whole answer', cause);
    }
  }

  private ask(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { socketPath } = this;
    const headers = { host: 'docker' };
    return new Promise((resolve, reject) => {
      request({ socketPath, path, headers, agent: false, signal }, resolve).once('error', reject).end();
    });
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LARGEST_ANSWER) throw new EngineAway('its answer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
