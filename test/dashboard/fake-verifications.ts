import { jobId } from './fake-stack.ts';

interface FakeVerification {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly started_at: string;
  readonly started_by: string;
  state: string;
  verified_to: number;
  events: number;
  ended_at?: string;
  broken?: object;
}

/** The log that is verified, and where the end of a verification is recorded. */
interface VerifiedLog {
  readonly brokenAt: number | undefined;
  append(event: {
    readonly action: string;
    readonly resource: string;
    readonly actor: string;
    readonly result: string;
    readonly metadata: Record<string, unknown>;
  }): unknown;
}

/** So far is one that is held. */
const HELD_AT = 100;

/** FakeVerifications are those that ops runs: they have ended at once, unless they are held. */
export class FakeVerifications {
  private readonly audit: VerifiedLog;
  private readonly newestFirst: FakeVerification[] = [];
  private isHeld = false;

  constructor(audit: VerifiedLog) {
    this.audit = audit;
  }

  /** The next ones run until `finish`. */
  hold(): void {
    this.isHeld = true;
  }

  finish(): void {
    this.isHeld = false;
    for (const one of this.newestFirst) if (one.state === 'running') this.end(one);
  }

  /** answer is undefined for what is not about them. */
  answer(method: string, path: string, body: Record<string, unknown>): object | undefined {
    const [, id] = /^\/audit\/verifications(?:\/(.+))?$/.exec(path) ?? [];
    if (path === '/audit/verifications')
      return method === 'POST' ? this.start(body) : { verifications: this.newestFirst };
    const found = this.newestFirst.find((one) => one.id === id);
    if (method === 'DELETE' && found?.state === 'running') this.record(found, 'interrupted', 'unknown');
    return found;
  }

  private start(body: Record<string, unknown>): FakeVerification {
    const [from, to] = [Number(body['from'] ?? 1), Number(body['to'])];
    const started_at = new Date().toISOString();
    const reached = { state: 'running', verified_to: from - 1, events: 0 };
    const begun = { id: jobId(), from, to, started_at, started_by: 'ops-token', ...reached };
    this.newestFirst.unshift(begun);
    if (this.isHeld) reach(begun, from + HELD_AT - 1);
    else this.end(begun);
    return begun;
  }

  private end(one: FakeVerification): void {
    const at = this.audit.brokenAt;
    if (at === undefined || at < one.from || at > one.to) {
      reach(one, one.to);
      return this.record(one, 'intact', 'ok');
    }
    reach(one, at - 1);
    one.broken = brokenAt(at);
    return this.record(one, 'broken', 'error');
  }

  private record(one: FakeVerification, state: string, result: string): void {
    const { from, to, verified_to, events } = one;
    const metadata = { from, to, verified_to, events, state };
    this.audit.append({ action: 'audit_verify', resource: 'audit', actor: one.started_by, result, metadata });
    one.state = state;
    one.ended_at = new Date().toISOString();
  }
}

function reach(one: FakeVerification, through: number): void {
  one.verified_to = through;
  one.events = through - one.from + 1;
}

function brokenAt(seq: number): object {
  const hashes = { wanted_hash: 'a1'.repeat(32), found_hash: 'b2'.repeat(32) };
  const detail = 'the line is not what was written';
  return { kind: 'edited', file: 'audit.log.1-6000', line: seq, detail, seq, ...hashes };
}
