import type { Client } from '@app/auth';
import { mayOperate } from '../library/operator.js';
import type { CallBegun, CallBook, CallEnded } from './call-book.js';
import type { CallAnswer, CallsAnswer, RunningCallAnswer } from './calls.answer.js';
import type { CallsQuery } from './calls.dto.js';

const SHOWN = 100;

/** CallsView shows operators the calls on those models that their scope covers. */
export class CallsView {
  constructor(private readonly book: Pick<CallBook, 'running' | 'ended'>) {}

  read(query: CallsQuery, client: Client): CallsAnswer {
    const { outcome, limit = SHOWN } = query;
    const fits = (call: CallBegun) => mayOperate(client, call.model) && isWanted(call, query);
    const withRunning = outcome === undefined || outcome === 'running';
    const running = withRunning ? this.book.running.filter(fits) : [];
    return {
      running: running
        .sort((one, other) => one.startedAt - other.startedAt)
        .slice(0, limit)
        .map(runningAnswer),
      calls: this.ended(limit, (call) => endedSo(call, outcome) && fits(call)),
    };
  }

  private ended(limit: number, fits: (call: CallEnded) => boolean): CallAnswer[] {
    const found: CallAnswer[] = [];
    for (const call of this.book.ended()) {
      if (found.length >= limit) break;
      if (fits(call)) found.push(callAnswer(call));
    }
    return found;
  }
}

function isWanted(call: CallBegun, { correlation_id, model, client }: CallsQuery): boolean {
  if (correlation_id !== undefined && call.requestId !== correlation_id) return false;
  if (model !== undefined && call.model !== model) return false;
  return client === undefined || call.client === client;
}

function endedSo({ outcome }: CallEnded, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted === 'failed' ? outcome !== 'ok' : outcome === wanted;
}

function runningAnswer(call: CallBegun): RunningCallAnswer {
  return begunAnswer(call, performance.now());
}

function callAnswer(call: CallEnded): CallAnswer {
  const { firstTokenAt, tokensPerSecond, startedAt, endedAt } = call;
  return {
    ...begunAnswer(call, endedAt),
    first_token_ms: firstTokenAt === undefined ? null : tenths(firstTokenAt - startedAt),
    input_tokens: call.inputTokens ?? null,
    output_tokens: call.outputTokens ?? null,
    output_tokens_per_sec: tokensPerSecond === undefined ? null : tenths(tokensPerSecond),
    outcome: call.outcome,
    finish_reason: call.finishReason ?? null,
  };
}

function begunAnswer(call: CallBegun, until: number) {
  return {
    request_id: call.requestId,
    started_at: new Date(performance.timeOrigin + call.startedAt).toISOString(),
    endpoint: call.endpoint,
    model: call.model,
    provider: call.provider,
    service: call.service,
    client: call.client,
    origin: call.claims?.origin ?? null,
    trace_id: call.claims?.trace_id ?? null,
    duration_ms: tenths(until - call.startedAt),
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
