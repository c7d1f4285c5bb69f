import { linesOf } from './lines-of.js';

/** As the dashboard takes them: see `GET /bff/reads`. */
const MOST_READS = 16;
/** Characters; it takes somewhat more. */
const LONGEST_ASKING = 6_000;
/** A stream, a file or something large: it is asked for again, alone. */
const NOT_GATHERED = 406;
/** Statuses whose answers have no body: the platform refuses even an empty one. */
const BODILESS = new Set([204, 205, 304]);

interface Part {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A read that waits for its answer. */
interface Waiting {
  readonly request: Request;
  readonly path: string;
  readonly answer: PromiseWithResolvers<Response>;
}

/** Reads of one path are one read. */
type Same = readonly Waiting[];
type Send = (request: Request) => Promise<Response>;

/** isRead tells whether a request may go with others: it only reads, and says nothing beside its address. */
export function isRead({ method, url, headers }: Request): boolean {
  const { origin, pathname } = new URL(url);
  const isOwn = origin === location.origin && pathname.startsWith('/bff/');
  return method === 'GET' && isOwn && [...headers.keys()].every((name) => name === 'accept');
}

/**
 * GatheredReads sends the reads that begin in one turn of the event loop as one request, and answers each as soon as its
 * part is there. A read that is alone goes alone. One that is given up is over at once; the request ends with the last of
 * them.
 */
export class GatheredReads {
  private waiting: Waiting[] = [];

  /** `base` is what addresses are relative to; a page knows by itself. */
  constructor(
    private readonly send: Send = (request) => fetch(request),
    private readonly base = '',
  ) {}

  fetch(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const answer = Promise.withResolvers<Response>();
    const { signal } = request;
    if (this.waiting.length === 0) setTimeout(() => this.begin());
    this.waiting.push({ request, path: pathname + search, answer });
    const giveUp = () => answer.reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    return answer.promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  private begin(): void {
    const wanted = this.waiting.filter(({ request }) => !request.signal.aborted);
    this.waiting = [];
    for (const group of groupsOf(wanted)) {
      const [only, ...others] = group.flat();
      if (only !== undefined && others.length === 0) void this.alone(only);
      else void this.together(group);
    }
  }

  private async alone({ request, answer }: Waiting): Promise<void> {
    await this.send(request).then(answer.resolve, answer.reject);
  }

  private async together(group: readonly Same[]): Promise<void> {
    const open = new Set(group.flat());
    const signal = endOfAll(open);
    try {
      const answer = await this.send(new Request(`${this.base}${addressOf(group)}`, { signal }));
      if (answer.ok && answer.body !== null) await this.take(answer.body, group, open);
      else await refuseAll(answer, open);
      throw new TypeError('the answer broke off');
    } catch (error) {
      for (const { answer } of open) answer.reject(error);
    }
  }

  private async take(body: ReadableStream<Uint8Array>, group: readonly Same[], open: Set<Waiting>) {
    for await (const line of linesOf(body)) {
      const { read, ...part } = JSON.parse(line) as Part & { readonly read: number };
      for (const one of group[read] ?? []) {
        open.delete(one);
        if (part.status === NOT_GATHERED) void this.alone(one);
        else one.answer.resolve(answerOf(part));
      }
    }
  }
}

/** What was answered for all, as that the session is over, is the answer to each. */
async function refuseAll(refusal: Response, open: Set<Waiting>): Promise<void> {
  const part = { status: refusal.status, headers: {}, body: await refusal.text() };
  for (const { answer } of open) answer.resolve(answerOf(part));
}

function answerOf({ status, headers, body }: Part): Response {
  return new Response(BODILESS.has(status) ? null : body, { status, headers });
}

/** Aborts once nobody waits any more for a part that is still to come. */
function endOfAll(open: ReadonlySet<Waiting>): AbortSignal {
  const end = new AbortController();
  const look = () => {
    if ([...open].every(({ request }) => request.signal.aborted)) end.abort();
  };
  for (const { request } of open) request.signal.addEventListener('abort', look, { once: true });
  return end.signal;
}

function groupsOf(wanted: readonly Waiting[]): readonly (readonly Same[])[] {
  const groups: Same[][] = [];
  for (const same of Map.groupBy(wanted, ({ path }) => path).values()) {
    const last = groups.at(-1);
    const isFull = last?.length === MOST_READS || addressOf([...(last ?? []), same]).length > LONGEST_ASKING;
    if (last === undefined || isFull) groups.push([same]);
    else last.push(same);
  }
  return groups;
}

function addressOf(group: readonly Same[]): string {
  const reads = group.map(([one]) => ['read', one?.path ?? '']);
  return `/bff/reads?${new URLSearchParams(reads).toString()}`;
}
