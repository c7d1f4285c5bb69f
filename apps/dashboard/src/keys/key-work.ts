import { systemClock, type Clock } from '@app/kernel';
import type { Asked } from './asked.js';
import { modelCallsSince, toolCallsSince, type Call, type CallGap, type KeptCalls } from './kept-calls.js';

/** KeyWork is how often a client used one model or one tool during the last 24 hours, refused calls of tools included. */
export interface KeyWork {
  readonly client: string;
  readonly kind: CallGap['kind'];
  /** `ollama/qwen3:8b`, `github/create_issue`. */
  readonly name: string;
  readonly calls: number;
  /** Those of them that began in the last hour. */
  readonly calls_last_hour: number;
  /** Of all calls whose tokens are known; 0 for a tool. */
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Calls of a model that run, or whose tokens nobody told; 0 for a tool. */
  readonly calls_without_tokens: number;
  /** RFC 3339. */
  readonly last: string;
}

export interface WorkView {
  readonly work: readonly KeyWork[];
  readonly gaps: readonly CallGap[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** readWork counts the calls that the gateway still knows of, and those of tools that are in the audit; it never fails because of an app. */
export async function readWork(asked: Asked, clock: Clock = systemClock): Promise<WorkView> {
  const now = clock.now();
  const since = new Date(now - DAY_MS).toISOString();
  const kinds = await Promise.all([modelCallsSince(since, asked), toolCallsSince(since, asked)]);
  return {
    work: kinds.flatMap((kept) => counted(kept, now - HOUR_MS)),
    gaps: kinds.flatMap(({ gaps }) => gaps),
  };
}

/** withoutTools leaves out what the audit told, for who may not read it. */
export function withoutTools<V extends WorkView>(view: V): V {
  const isOfModels = ({ kind }: Pick<KeyWork, 'kind'>) => kind === 'model';
  const gap: CallGap = { kind: 'tool', reason: 'your key may not read the audit', whole_since: null };
  return { ...view, work: view.work.filter(isOfModels), gaps: [...view.gaps.filter(isOfModels), gap] };
}

function counted({ kind, calls }: KeptCalls, hour: number): KeyWork[] {
  const byUse = new Map<string, KeyWork>();
  for (const call of calls) {
    const key = JSON.stringify([call.client, call.name]);
    byUse.set(key, withCall(byUse.get(key) ?? unused(kind, call), call, hour));
  }
  return [...byUse.values()];
}

function unused(kind: KeyWork['kind'], { client, name, at }: Call): KeyWork {
  const none = { calls: 0, calls_last_hour: 0, input_tokens: 0, output_tokens: 0, calls_without_tokens: 0 };
  return { client, kind, name, ...none, last: at };
}

function withCall(work: KeyWork, { at, tokens }: Call, hour: number): KeyWork {
  const isUntold = work.kind === 'model' && tokens === undefined;
  return {
    ...work,
    calls: work.calls + 1,
    calls_last_hour: work.calls_last_hour + (Date.parse(at) >= hour ? 1 : 0),
    input_tokens: work.input_tokens + (tokens?.input ?? 0),
    output_tokens: work.output_tokens + (tokens?.output ?? 0),
    calls_without_tokens: work.calls_without_tokens + (isUntold ? 1 : 0),
    last: Date.parse(at) > Date.parse(work.last) ? at : work.last,
  };
}
