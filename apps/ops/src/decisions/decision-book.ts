import type { AuditEvent } from '@app/audit';
import { DomainError } from '@app/kernel';
import type { Claim } from '../confirmations/claim.js';
import { hasFailed, needsDecision } from './needs-decision.js';
import type { OpenDecision } from './open-decision.js';

/** More than anybody will decide on; the oldest beyond them are in the audit alone. */
export const MOST_OPEN = 500;

/** What an earlier life left: decisions that are open, and those of which a finish is under way. */
export interface Inherited {
  readonly open: readonly OpenDecision[];
  readonly finishing: ReadonlySet<string>;
}

/**
 * DecisionBook holds the open decisions, which the audit is the record of: they are read from it at the start, and then
 * follow what is written into it.
 */
export class DecisionBook {
  private readonly decisions = new Map<string, OpenDecision>();
  private readonly finishing = new Set<string>();
  /** The newest that were closed, for those who looked before that. */
  private readonly closed = new Set<string>();
  private loaded: Promise<void> = Promise.resolve();

  /** load takes over what is found, and everything that is told meanwhile comes after it. */
  load(found: Promise<Inherited>): void {
    this.loaded = this.inherit(found);
  }

  /** ready resolves once what earlier lives left is known. */
  ready(): Promise<void> {
    return this.loaded;
  }

  /** list returns what nobody is deciding about, newest first. */
  async list(): Promise<OpenDecision[]> {
    await this.loaded;
    const open = [...this.decisions.values()].filter(({ intent }) => this.isOpen(intent.event_id));
    return open.toSorted((one, other) => other.intent.seq - one.intent.seq);
  }

  /** How many are open, as far as they are known by now. */
  get size(): number {
    return [...this.decisions.keys()].filter((id) => this.isOpen(id)).length;
  }

  isOpen(id: string): boolean {
    return this.decisions.has(id) && !this.finishing.has(id);
  }

  /** settled hears of each outcome and verdict, once it is written. */
  settled(intent: AuditEvent, event: AuditEvent): void {
    void this.loaded.then(() => this.apply(intent, event));
  }

  /** claim takes a decision for one who decides; of two at once the second is refused with `decision_made`. */
  claim(id: string): Claim {
    if (this.finishing.has(id) || this.closed.has(id)) {
      throw decisionMade('it was decided meanwhile, or is being decided');
    }
    this.finishing.add(id);
    return { freed: () => void this.finishing.delete(id) };
  }

  /** close is for a decision that needs no job to be carried out. */
  close(id: string): void {
    this.forget(id);
    this.closed.add(id);
    const [first] = this.closed;
    if (this.closed.size > MOST_OPEN && first !== undefined) this.closed.delete(first);
  }

  private forget(id: string): void {
    this.decisions.delete(id);
    this.finishing.delete(id);
  }

  private async inherit(found: Promise<Inherited>): Promise<void> {
    const { open, finishing } = await found;
    for (const decision of open) this.add(decision);
    for (const id of finishing) this.finishing.add(id);
  }

  private apply(intent: AuditEvent, event: AuditEvent): void {
    const finishes = intent.metadata['finishes'];
    if (typeof finishes === 'string') this.finished(finishes, event);
    // What is on the disk can be decided about before this hears of it.
    if (needsDecision(event) && !this.closed.has(intent.event_id)) this.add({ intent, last: event });
  }

  /** A finish that failed leaves the decision open; nobody knows yet of one whose node was cut off. */
  private finished(id: string, event: AuditEvent): void {
    if (hasFailed(event)) this.finishing.delete(id);
    else if (event.result !== 'unknown' || needsDecision(event)) this.close(id);
  }

  private add(decision: OpenDecision): void {
    this.decisions.set(decision.intent.event_id, decision);
    const [oldest] = this.decisions.keys();
    if (this.decisions.size > MOST_OPEN && oldest !== undefined) this.forget(oldest);
  }
}

export function decisionMade(message: string): DomainError {
  return new DomainError('decision_made', message, { param: 'decision' });
}
