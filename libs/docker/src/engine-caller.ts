import { answerError } from './answer-error.js';
import { boundedText, parseJson } from './bounded-text.js';
import { dockerError } from './docker-error.js';
import type { EngineDoor } from './engine-door.js';
import { exchange, type EngineAnswer, type EngineTimeouts } from './engine-exchange.js';
import { enginePath, type RouteParameters, type RouteQuery } from './engine-path.js';
import { ENGINE_ROUTES, type EngineRoute } from './engine-routes.js';
import { isVersionComplaint, NEWEST_VERSION, pickVersion, versionUnsupported } from './engine-version.js';
import { engineVersionAnswer, type EngineVersion } from './engine-answers.js';

export interface EngineCall {
  readonly parameters?: RouteParameters;
  readonly query?: RouteQuery;
  /** Milliseconds that the engine itself is asked to wait before it answers, as for a container to stop. */
  readonly patience?: number;
  /** Milliseconds of silence in a stream that end it; 0, as following needs, is for ever. */
  readonly idle?: number;
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_TIMEOUTS: EngineTimeouts = { connect: 5_000, head: 30_000, idle: 30_000 };
const LARGEST_ANSWER = 16 * 1024 * 1024;
const LARGEST_ERROR = 64 * 1024;

/** EngineCaller makes the calls of the route table, in the API version that it agreed on with the engine. */
export class EngineCaller {
  #agreed: Promise<EngineVersion> | undefined;

  constructor(
    readonly node: string,
    private readonly door: EngineDoor,
    private readonly timeouts: EngineTimeouts = DEFAULT_TIMEOUTS,
  ) {}

  /** version is what is agreed on, asking the engine when nothing is. */
  async version(signal?: AbortSignal): Promise<EngineVersion> {
    this.#agreed ??= this.agree().catch((error: unknown) => {
      this.#agreed = undefined;
      throw error;
    });
    return unlessAborted(this.node, this.#agreed, signal);
  }

  /** json makes a call and returns its whole answer, parsed. */
  async json(route: EngineRoute, call: EngineCall = {}): Promise<unknown> {
    const answer = await this.open(route, call);
    return parseJson(this.node, await boundedText(this.node, answer.body(), LARGEST_ANSWER));
  }

  /**
   * open makes a call and returns its answer's head; any status but 2xx and 304 throws. A refused version is agreed
   * on anew and the call made again, once: the engine refuses it before it looks at the rest.
   */
  async open(route: EngineRoute, call: EngineCall = {}): Promise<EngineAnswer> {
    const path = enginePath(this.node, route, call.parameters ?? {}, call.query ?? {});
    const first = await this.send(route, path, call);
    if (isSuccess(first.status)) return first;
    const words = await this.words(first);
    if (first.status !== 400 || !isVersionComplaint(words)) throw this.refusal(route, first, words);
    this.#agreed = undefined;
    const second = await this.send(route, path, call);
    if (isSuccess(second.status)) return second;
    throw this.refusal(route, second, await this.words(second));
  }

  private async send(route: EngineRoute, path: string, call: EngineCall): Promise<EngineAnswer> {
    const agreed = await this.version(call.signal);
    try {
      const answer = await this.exchange(route, `/v${agreed.apiVersion}${path}`, call);
      if (comesFromAnother(answer, agreed)) this.#agreed = undefined;
      return answer;
    } catch (error) {
      // Whatever listens there next may be another engine.
      this.#agreed = undefined;
      throw error;
    }
  }

  /** agree asks in our newest version; the refusal of one too new names the engine's own newest. */
  private async agree(): Promise<EngineVersion> {
    const route = ENGINE_ROUTES.version;
    let answer = await this.exchange(route, `/v${NEWEST_VERSION}${route.path}`, {});
    if (answer.status === 400 && answer.headers['api-version'] !== undefined) {
      answer.discard();
      const version = pickVersion(this.node, String(answer.headers['api-version']), undefined);
      answer = await this.exchange(route, `/v${version}${route.path}`, {});
    }
    const text = await this.words(answer);
    if (isSuccess(answer.status)) return this.agreedOn(text);
    const newest = answer.headers['api-version'];
    if (!isVersionComplaint(text) || newest === undefined) throw this.refusal(route, answer, text);
    throw versionUnsupported(this.node, String(newest));
  }

  private agreedOn(text: string): EngineVersion {
    const parsed = engineVersionAnswer.safeParse(parseJson(this.node, text));
    if (!parsed.success) {
      throw dockerError(
        this.node,
        'node_answer_malformed',
        `The node "${this.node}" does not tell its version.`,
      );
    }
    const { ApiVersion: newest, MinAPIVersion: oldest, Version: engine } = parsed.data;
    return { engine, newestApiVersion: newest, apiVersion: pickVersion(this.node, newest, oldest) };
  }

  private exchange(route: EngineRoute, path: string, call: EngineCall): Promise<EngineAnswer> {
    const head = this.timeouts.head + (call.patience ?? 0);
    const idle = call.idle ?? this.timeouts.idle;
    const timeouts = { ...this.timeouts, head, idle };
    const { method } = route;
    return exchange(this.door, { node: this.node, method, path, timeouts, signal: call.signal });
  }

  private words(answer: EngineAnswer): Promise<string> {
    return boundedText(this.node, answer.body(), LARGEST_ERROR);
  }

  private refusal(route: EngineRoute, { status, headers }: EngineAnswer, words: string): Error {
    const fromEngine = headers['api-version'] !== undefined;
    return answerError({ node: this.node, route, status, fromEngine, words });
  }
}

/** The engine was replaced: it names another newest version than the one that was agreed with. */
function comesFromAnother({ headers }: EngineAnswer, agreed: EngineVersion): boolean {
  const named = headers['api-version'];
  return named !== undefined && named !== agreed.newestApiVersion;
}

function isSuccess(status: number): boolean {
  return (status >= 200 && status < 300) || status === 304;
}

/** Others wait for the same promise, so the signal ends the waiting and not the work. */
async function unlessAborted<T>(node: string, work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const cancelled = () =>
    dockerError(node, 'call_cancelled', `The call of the node "${node}" was cancelled.`);
  let stop: () => void = () => undefined;
  const abort = new Promise<never>((_, reject) => {
    stop = () => reject(cancelled());
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, abort]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
