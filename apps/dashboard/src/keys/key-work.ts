import { DomainError, systemClock, type Clock } from '@app/kernel';
import { z } from 'zod';
import type { Credentials } from '../upstreams/credentials.js';
import type { UpstreamName } from '../upstreams/upstream-name.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';

/** KeyWork is how often a client used one model or one tool during the last 24 hours, refused calls of tools included. */
export interface KeyWork {
  readonly client: string;
  readonly kind: 'model' | 'tool';
  /** `ollama/qwen3:8b`, `github/create_issue`. */
  readonly name: string;
  readonly calls: number;
  /** RFC 3339. */
  readonly last: string;
}

/** WorkGap is why there may have been more work of a kind than is told. */
export interface WorkGap {
  readonly kind: KeyWork['kind'];
  readonly reason: string;
}

export interface WorkView {
  readonly work: readonly KeyWork[];
  readonly gaps: readonly WorkGap[];
}

interface Call {
  readonly client: string;
  readonly name: string;
  readonly at: string;
}

interface Asked {
  readonly reader: Pick<UpstreamReader, 'json'>;
  readonly credentials: Credentials;
  readonly requestId: string;
}

const DAY_MS = 24 * 3_600_000;
const ANSWER_MS = 5_000;
/** What both apps answer with at most. */
const MOST = 1_000;

const modelCall = z.looseObject({ client: z.string(), model: z.string(), started_at: z.string() });
const modelCalls = z.looseObject({ running: z.array(modelCall), calls: z.array(modelCall) });
const toolCall = z.looseObject({ actor: z.string(), resource: z.string(), ts: z.string() });
const toolCalls = z.looseObject({ entries: z.array(toolCall) });

/** readWork counts the calls that the gateway still knows of, and those of tools that are in the audit; it never fails because of an app. */
export async function readWork(asked: Asked, clock: Clock = systemClock): Promise<WorkView> {
  const since = new Date(clock.now() - DAY_MS).toISOString();
  const [models, tools] = await Promise.all([ofModels(asked, since), ofTools(asked, since)]);
  return { work: [...models.work, ...tools.work], gaps: [...models.gaps, ...tools.gaps] };
}

/** withoutTools leaves out what the audit told, for who may not read it. */
export function withoutTools<V extends WorkView>(view: V): V {
  const isOfModels = ({ kind }: { readonly kind: KeyWork['kind'] }) => kind === 'model';
  const gap = { kind: 'tool', reason: 'your key may not read the audit' } as const;
  return { ...view, work: view.work.filter(isOfModels), gaps: [...view.gaps.filter(isOfModels), gap] };
}

async function ofModels(asked: Asked, since: string): Promise<WorkView> {
  const read = await answerOf(asked, 'gateway', `/api/calls?limit=${MOST}`, modelCalls);
  if (typeof read === 'string') return { work: [], gaps: [{ kind: 'model', reason: read }] };
  const all = [...read.running, ...read.calls].map(({ client, model, started_at }) => {
    return { client, name: model, at: started_at };
  });
  const today = all.filter(({ at }) => Date.parse(at) >= Date.parse(since));
  const isCut = read.calls.length >= MOST && today.length === all.length;
  return counted('model', today, isCut ? 'the gateway keeps the last 1,000 calls' : undefined);
}

async function ofTools(asked: Asked, since: string): Promise<WorkView> {
  const query = new URLSearchParams({ action: 'tool_call', since, limit: String(MOST) });
  const read = await answerOf(asked, 'ops', `/audit?${query.toString()}`, toolCalls);
  if (typeof read === 'string') return { work: [], gaps: [{ kind: 'tool', reason: read }] };
  const all = read.entries.map(({ actor, resource, ts }) => ({ client: actor, name: resource, at: ts }));
  return counted(
    'tool',
    all,
    all.length >= MOST ? 'the newest 1,000 calls of tools were looked at' : undefined,
  );
}

/** The reason, where there is no answer. */
async function answerOf<T>(
  { reader, ...by }: Asked,
  upstream: UpstreamName,
  path: string,
  form: z.ZodType<T>,
): Promise<T | string> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    const read = form.safeParse(await reader.json({ upstream, path, signal, ...by }));
    return read.success ? read.data : `${upstream} answered something else`;
  } catch (error) {
    if (signal.aborted) return `${upstream} does not answer`;
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}

function counted(kind: KeyWork['kind'], calls: readonly Call[], gap: string | undefined): WorkView {
  const byUse = new Map<string, KeyWork>();
  for (const { client, name, at } of calls) {
    const key = JSON.stringify([client, name]);
    const known = byUse.get(key) ?? { client, kind, name, calls: 0, last: at };
    const last = Date.parse(at) > Date.parse(known.last) ? at : known.last;
    byUse.set(key, { ...known, calls: known.calls + 1, last });
  }
  return { work: [...byUse.values()], gaps: gap === undefined ? [] : [{ kind, reason: gap }] };
}
