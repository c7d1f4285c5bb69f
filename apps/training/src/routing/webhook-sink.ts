import { AddressRefused, DomainError, type AddressGuard } from '@app/kernel';
import type { Progress } from '@app/tool-server';
import { postJson } from './post-json.js';
import type { Wait } from './routing-parts.js';
import { idleResult, type Delivery, type RouteResult, type Sink } from './sink.js';
import { shownTarget } from './webhook-targets.js';

export interface RetryRules {
  readonly attempts: number;
  readonly backoffMs: number;
  readonly backoffMultiplier: number;
  readonly timeoutMs: number;
  readonly statusCodes: readonly number[];
}

export interface WebhookParts {
  readonly url: URL;
  readonly guard: AddressGuard;
  readonly retry: RetryRules;
  readonly wait: Wait;
}

type Attempt = RouteResult['webhook_history'][number];

const LONGEST_WAIT_MS = 120_000;
const MOST_BYTES = 1024 * 1024;
const FAILURE = 400;
/** Answers that lead elsewhere; of the other 3xx the target has taken what it was sent. */
const REDIRECTS = [300, 301, 302, 303, 305, 307, 308];

/** WebhookSink posts all alerts at once, and again where a later attempt may succeed. */
export class WebhookSink implements Sink {
  readonly idle: RouteResult;

  constructor(private readonly parts: WebhookParts) {
    this.idle = idleResult('webhook', shownTarget(parts.url));
  }

  async deliver(
    { alerts, context }: Delivery,
    signal: AbortSignal,
    progress: Progress,
  ): Promise<RouteResult> {
    const { retry, wait } = this.parts;
    const body = bodyOf({ alerts, ...(context !== undefined && { context }) });
    const history: Attempt[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const tried = { attempt, ...(await this.post(body, signal)) };
      history.push(tried);
      if (hasWorked(tried) || attempt >= retry.attempts || !this.mayRetry(tried)) break;
      await progress(attempt, `attempt ${attempt} failed`, retry.attempts);
      await wait(delayOf(retry, attempt), signal);
    }
    return this.result(history);
  }

  private async post(body: string, signal: AbortSignal): Promise<Pick<Attempt, 'status' | 'exception'>> {
    const { url, guard, retry } = this.parts;
    try {
      return { status: await postJson({ url, body, timeoutMs: retry.timeoutMs }, guard, signal) };
    } catch (error) {
      signal.throwIfAborted();
      return { exception: wordOf(error) };
    }
  }

  private mayRetry({ status, exception }: Attempt): boolean {
    if (status === undefined) return exception !== REFUSED;
    return this.parts.retry.statusCodes.includes(status);
  }

  private result(history: readonly Attempt[]): RouteResult {
    const last = history.at(-1);
    const routed = last !== undefined && hasWorked(last);
    return {
      ...this.idle,
      routed,
      webhook_status: last?.status ?? null,
      webhook_error: routed ? null : sentenceOf(last),
      webhook_attempts: history.length,
      webhook_retries: history.length - 1,
      webhook_history: [...history],
    };
  }
}

const REFUSED = 'address_refused';

function bodyOf(content: object): string {
  const body = JSON.stringify(content);
  if (Buffer.byteLength(body) <= MOST_BYTES) return body;
  throw new DomainError('alerts_too_large', `got more than ${MOST_BYTES} bytes for one webhook`, {
    param: 'alerts',
  });
}

function hasWorked({ status }: Attempt): boolean {
  return status !== undefined && status >= 200 && status < FAILURE && !REDIRECTS.includes(status);
}

function delayOf({ backoffMs, backoffMultiplier }: RetryRules, attempt: number): number {
  return Math.min(backoffMs * backoffMultiplier ** (attempt - 1), LONGEST_WAIT_MS);
}

/** Never an error's own message: it may hold the target. */
function wordOf(error: unknown): string {
  if (error instanceof AddressRefused) return REFUSED;
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  if (name === 'AbortError') return 'timeout';
  return typeof code === 'string' ? code : 'connection_failed';
}

function sentenceOf(last: Attempt | undefined): string {
  if (last?.status === undefined) return `the webhook cannot be reached (${last?.exception ?? 'not tried'})`;
  const redirects = REDIRECTS.includes(last.status);
  return `the webhook answered ${last.status}${redirects ? ', and redirects are not followed' : ''}`;
}
