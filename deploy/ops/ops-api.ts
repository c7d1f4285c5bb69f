import { CommandError } from './command-error.ts';
import type { OpsDoor } from './door.ts';
import { EXIT } from './exit-codes.ts';
import { printable } from './printable.ts';

export type Answer = Readonly<Record<string, unknown>>;

export interface Call {
  readonly method: 'GET' | 'POST';
  /** Made with `pathOf`. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Refusal is an answer of ops that says no. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(`${code}: ${detail}`);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** Unreachable means that no answer came: what was asked may have been heard or not. */
export class Unreachable extends Error {}

/** A dry run asks Docker and Compose, which takes its time on a busy host. */
const PATIENCE_MS = 120_000;

/** OpsApi speaks to ops over HTTP and does nothing else. */
export class OpsApi {
  readonly #door: OpsDoor;
  readonly #said: Readonly<Record<string, string>>;

  /** `origin` is told with each call, as this client's word of where it began. */
  constructor(door: OpsDoor, origin?: string) {
    this.#door = door;
    this.#said = origin === undefined ? {} : { 'x-request-origin': origin };
  }

  get url(): string {
    return this.#door.url;
  }

  /** ask throws a Refusal or Unreachable. */
  async ask(call: Call): Promise<Answer> {
    const response = await this.open({ signal: AbortSignal.timeout(PATIENCE_MS), ...call });
    return parsed(await bodyOf(response));
  }

  /** open returns an answer of success whose body is still to be read. */
  async open({ method, path, body, headers, signal }: Call): Promise<Response> {
    const response = await fetch(`${this.#door.url}${path}`, {
      method,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${this.#door.key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...this.#said,
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }).catch((cause: unknown) => {
      throw unreachable(cause);
    });
    if (!response.ok) throw refusalOf(response.status, await bodyOf(response));
    return response;
  }
}

/** pathOf joins segments, each encoded, and the parameters that have a value. */
export function pathOf(
  segments: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = new URLSearchParams(pairs).toString();
  const path = segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
  return search === '' ? path : `${path}?${search}`;
}

async function bodyOf(response: Response): Promise<string> {
  return response.text().catch((cause: unknown) => {
    throw unreachable(cause);
  });
}

function parsed(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch (cause) {
    throw new CommandError(EXIT.unknown, 'the answer is not JSON; is OPS_URL the address of ops?', { cause });
  }
}

function refusalOf(status: number, text: string): Refusal {
  const words = (field: unknown, otherwise: string) =>
    typeof field === 'string' ? printable(field) : otherwise;
  try {
    const { code, detail } = JSON.parse(text) as Answer;
    return new Refusal(status, words(code, `http_${status}`), words(detail, 'ops refused'));
  } catch {
    return new Refusal(status, `http_${status}`, 'not an answer of ops; is OPS_URL its address?');
  }
}

function unreachable(cause: unknown): Unreachable {
  const error = cause as Error & { cause?: { code?: string } };
  const why =
    error.name === 'TimeoutError' ? 'it did not answer in time' : (error.cause?.code ?? error.message);
  return new Unreachable(`ops cannot be reached: ${printable(why)}`, { cause });
}
