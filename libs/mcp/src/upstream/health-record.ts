import type { ServerHealth, ServerState } from './server-pool.js';

/** So many transport failures in a row, and a server is down. */
const DOWN_AFTER = 3;
/** Of so many requests, a quarter without an answer makes a server degraded. */
const REMEMBERED = 20;
const FEW = 4;
const DEGRADED_SHARE = 0.25;

/**
 * HealthRecord is what is known of one server. Only failures of the transport make it `down`: whatever a server answers,
 * it answers. Silence within a call makes it `degraded`.
 */
export class HealthRecord {
  private failures = 0;
  private auth = false;
  private running = 0;
  private reason: string | undefined;
  private outcomes: boolean[] = [];
  /** Counts events, so that calls that fell with one connection count as one failure. */
  private moment = 0;
  private failedAt = -1;
  private shown: ServerHealth;

  constructor(
    private readonly now: () => Date,
    private readonly changed: (health: ServerHealth) => void,
  ) {
    this.shown = { state: 'idle', reason: undefined, failures: 0, since: now().toISOString() };
  }

  get health(): ServerHealth {
    return this.shown;
  }

  /** Nothing but a trial may be sent to it. */
  get shut(): boolean {
    return this.auth || this.failures >= DOWN_AFTER;
  }

  /** begin is the moment that a request is made in; give it to failed(). */
  begin(): number {
    this.moment += 1;
    return this.moment;
  }

  /** The moment of the latest request or connection. */
  get latest(): number {
    return this.moment;
  }

  /** connected counts as an answer only for a server that was given up: one that dies at each call stays on record. */
  connected(): void {
    this.running += 1;
    this.begin();
    if (this.shut) {
      this.clear();
      this.outcomes = [];
    }
    this.show();
  }

  disconnected(): void {
    this.running -= 1;
    this.show();
  }

  answered(): void {
    this.remember(true);
    this.clear();
    this.show();
  }

  timedOut(reason: string): void {
    this.remember(false);
    this.reason = reason;
    this.show();
  }

  authNeeded(reason: string): void {
    this.auth = true;
    this.reason = reason;
    this.show();
  }

  /** failed counts a failure of the transport, once for all requests that were on their way at the time. */
  failed(reason: string, began: number): void {
    if (began <= this.failedAt) return;
    this.failedAt = this.begin();
    this.failures += 1;
    this.auth = false;
    this.reason = reason;
    this.remember(false);
    this.show();
  }

  private clear(): void {
    this.failures = 0;
    this.auth = false;
  }

  private remember(answered: boolean): void {
    // As nearly always: nothing changes.
    if (answered && this.outcomes.length === REMEMBERED && !this.outcomes.includes(false)) return;
    this.outcomes = [...this.outcomes, answered].slice(-REMEMBERED);
  }

  private show(): void {
    const state = this.state();
    const healthy = state === 'up' || state === 'idle';
    const { failures } = this;
    const reason = healthy ? undefined : this.reason;
    const before = this.shown;
    if (before.state === state && before.failures === failures && before.reason === reason) return;
    const since = before.state === state ? before.since : this.now().toISOString();
    this.shown = { state, reason, failures, since };
    if (before.state !== state) this.changed(this.shown);
  }

  private state(): ServerState {
    if (this.auth) return 'auth-needed';
    if (this.failures >= DOWN_AFTER) return 'down';
    const lost = this.outcomes.filter((answered) => !answered).length;
    const often = this.outcomes.length >= FEW && lost / this.outcomes.length >= DEGRADED_SHARE;
    if (this.failures > 0 || often) return 'degraded';
    return this.running > 0 ? 'up' : 'idle';
  }
}
