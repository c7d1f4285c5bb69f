import { DomainError } from '@app/kernel';
import type { ReadyReport } from './readiness.js';

/** Dependency is something without which an app cannot do all that it is for. */
export interface Dependency {
  /** As configured: `redis`, or a node's id. */
  readonly name: string;
  /** check throws a DomainError that says what is wrong, in words that anybody may read. */
  check: (signal: AbortSignal) => Promise<void>;
  /** What is wrong with it while it still serves, asked once the check has passed. */
  degraded?: () => string | undefined;
}

interface DependencyState {
  readonly name: string;
  readonly ok: boolean;
  /** Why not. */
  readonly error?: string;
  /** What somebody should look at before it is too late. */
  readonly degraded?: string;
}

export interface DependencyReport extends ReadyReport {
  readonly dependencies: readonly DependencyState[];
}

const CHECK_MS = 2_000;

/** everyOne is ready when each dependency is. */
export async function everyOne(dependencies: readonly Dependency[]): Promise<DependencyReport> {
  const states = await Promise.all(dependencies.map(stateOf));
  return { ready: states.every(({ ok }) => ok), dependencies: states };
}

async function stateOf({ name, check, degraded }: Dependency): Promise<DependencyState> {
  const error = await whyNot(check);
  if (error !== undefined) return { name, ok: false, error };
  const warning = degraded?.();
  return { name, ok: true, ...(warning !== undefined && { degraded: warning }) };
}

/** whyNot runs a check, which has two seconds and must end when its signal aborts; undefined says that it passed. */
export async function whyNot(check: (signal: AbortSignal) => Promise<unknown>): Promise<string | undefined> {
  const signal = AbortSignal.timeout(CHECK_MS);
  try {
    await check(signal);
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return signal.aborted ? `no answer within ${CHECK_MS / 1000} s` : error.message;
  }
}
