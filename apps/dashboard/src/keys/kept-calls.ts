import { z } from 'zod';
import { answerOf, type Asked } from './asked.js';

/** Call is one call of a model or a tool. */
export interface Call {
  readonly client: string;
  /** `ollama/qwen3:8b`, `github/create_issue`. */
  readonly name: string;
  /** RFC 3339. */
  readonly at: string;
  /** Of a model's. Undefined: it runs, or its upstream did not tell. */
  readonly tokens?: Tokens | undefined;
}

interface Tokens {
  readonly input: number;
  readonly output: number;
}

/** CallGap is why there may have been more calls of a kind than are told. */
export interface CallGap {
  readonly kind: 'model' | 'tool';
  readonly reason: string;
  /** RFC 3339: of the calls since then none is missing; null: some may be. */
  readonly whole_since: string | null;
}

/** KeptCalls are the calls of one kind that are still known of. */
export interface KeptCalls {
  readonly kind: CallGap['kind'];
  readonly calls: readonly Call[];
  readonly gaps: readonly CallGap[];
}

/** What both apps answer with at most. */
const MOST = 1_000;

const count = z.number().nullish();
const modelCall = z.looseObject({
  client: z.string(),
  model: z.string(),
  started_at: z.iso.datetime({ offset: true }),
  duration_ms: z.number().default(0),
  input_tokens: count,
  output_tokens: count,
});
const modelCalls = z.looseObject({ running: z.array(modelCall), calls: z.array(modelCall) });
const toolCall = z.looseObject({ actor: z.string(), resource: z.string(), ts: z.string() });
const toolCalls = z.looseObject({ entries: z.array(toolCall) });

type ModelCall = z.infer<typeof modelCall>;

/** modelCallsSince are those that the gateway still knows of; none, and why, where it cannot be asked. */
export async function modelCallsSince(since: string, asked: Asked): Promise<KeptCalls> {
  const read = await answerOf(asked, 'gateway', `/api/calls?limit=${MOST}`, modelCalls);
  if (typeof read === 'string') return nothing('model', read);
  const isWanted = (at: string) => Date.parse(at) >= Date.parse(since);
  const calls = [...read.running, ...read.calls].map(callOf).filter(({ at }) => isWanted(at));
  const oldest = read.calls.length < MOST ? undefined : read.calls.at(-1);
  const whole_since = oldest && endOf(oldest);
  if (whole_since === undefined || !isWanted(whole_since)) return { kind: 'model', calls, gaps: [] };
  const reason = 'the gateway keeps the last 1,000 calls';
  return { kind: 'model', calls, gaps: [{ kind: 'model', reason, whole_since }] };
}

/** toolCallsSince are those that are in the audit; none, and why, where it cannot be read. */
export async function toolCallsSince(since: string, asked: Asked): Promise<KeptCalls> {
  const query = new URLSearchParams({ action: 'tool_call', since, limit: String(MOST) });
  const read = await answerOf(asked, 'ops', `/audit?${query.toString()}`, toolCalls);
  if (typeof read === 'string') return nothing('tool', read);
  const calls = read.entries.map(({ actor, resource, ts }) => ({ client: actor, name: resource, at: ts }));
  const oldest = calls.length < MOST ? undefined : calls.at(-1);
  if (oldest === undefined) return { kind: 'tool', calls, gaps: [] };
  const reason = 'the newest 1,000 calls of tools were looked at';
  return { kind: 'tool', calls, gaps: [{ kind: 'tool', reason, whole_since: oldest.at }] };
}

function nothing(kind: KeptCalls['kind'], reason: string): KeptCalls {
  return { kind, calls: [], gaps: [{ kind, reason, whole_since: null }] };
}

/** Calls are kept in the order of their ends: whatever began after this one's end is kept as well. */
function endOf({ started_at, duration_ms }: ModelCall): string {
  return new Date(Date.parse(started_at) + duration_ms).toISOString();
}

function callOf({ client, model, started_at, input_tokens, output_tokens }: ModelCall): Call {
  const isTold = (input_tokens ?? output_tokens ?? undefined) !== undefined;
  const tokens = isTold ? { input: input_tokens ?? 0, output: output_tokens ?? 0 } : undefined;
  return { client, name: model, at: started_at, tokens };
}
