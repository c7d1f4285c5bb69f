import type { AuditEvent } from '../event/audit-event.js';
import { CHAIN_START, follows, hashesOf, openLine, type ChainLink } from '../event/event-chain.js';
import { continuationOf, removalOf, type Removal } from '../event/own-records.js';
import type { FileLine } from '../folder/file-lines.js';
import type { AuditProblem, AuditProblemKind } from './audit-report.js';

/** ChainWalk checks one line after the other across files. A line with a problem is not passed. */
export class ChainWalk {
  link: ChainLink = CHAIN_START;
  firstSeq = 0;
  events = 0;
  files = 0;
  #beforeFirst: ChainLink = CHAIN_START;
  #removal: Removal | undefined;
  #previousFile = '';
  #file = '';
  #line = 0;
  readonly #head: ChainLink | undefined;

  /** With a head, the event of its number must have its hash. */
  constructor(head?: ChainLink) {
    this.#head = head;
  }

  enter(file: string): void {
    this.#previousFile = this.#file;
    this.#file = file;
    this.#line = 0;
    this.files += 1;
  }

  /** step passes a line, or says what is wrong with it. */
  step(line: FileLine): AuditProblem | undefined {
    this.#line += 1;
    if (!line.whole) return this.problem('torn', 'the line has no end');
    const event = openLine(line.bytes);
    if (event === undefined) {
      return { ...this.problem('edited', 'the line is not what was written'), ...hashesOf(line.bytes) };
    }
    if (this.events === 0) this.#begin(event);
    const problem = this.#order(event) ?? this.#linkProblem(event) ?? this.#headProblem(event);
    if (problem === undefined) this.#pass(event);
    return problem;
  }

  /** end looks at what only the whole log can tell: that older events were removed by retention, not by hand. */
  end(): AuditProblem | undefined {
    const before = this.#beforeFirst;
    if (before.seq === 0 || this.#recordsRemovalOf(before)) return undefined;
    return this.problem('gap', `events 1 to ${before.seq} are gone and no record says why`, 0);
  }

  problem(kind: AuditProblemKind, detail: string, line = this.#line): AuditProblem {
    return { kind, file: this.#file, line, detail };
  }

  #begin(event: AuditEvent): void {
    this.firstSeq = event.seq;
    if (event.seq > 1) this.#beforeFirst = { seq: event.seq - 1, hash: event.prev_hash };
    this.link = this.#beforeFirst;
  }

  #order({ seq }: AuditEvent): AuditProblem | undefined {
    const wanted = this.link.seq + 1;
    if (seq < wanted) return this.problem('duplicate', `event ${seq} is there again, wanted event ${wanted}`);
    return seq > wanted ? this.problem('gap', `event ${wanted} is not there, found event ${seq}`) : undefined;
  }

  #linkProblem(event: AuditEvent): AuditProblem | undefined {
    const opening = this.#line === 1 && this.#previousFile !== '';
    if (!follows(event, this.link)) {
      const detail = `event ${event.seq} does not point to event ${this.link.seq} as it is here`;
      return {
        ...this.problem(opening ? 'wrong_link' : 'edited', detail),
        seq: event.seq,
        wanted_hash: this.link.hash,
        found_hash: event.prev_hash,
      };
    }
    if (!opening || continuationOf(event)?.previous_file === this.#previousFile) return undefined;
    return this.problem('wrong_link', `the file does not say that it continues ${this.#previousFile}`);
  }

  #headProblem({ seq, hash }: AuditEvent): AuditProblem | undefined {
    if (seq !== this.#head?.seq || hash === this.#head.hash) return undefined;
    return {
      ...this.problem('edited', `event ${seq} is not the one that the head was signed for`),
      seq,
      wanted_hash: this.#head.hash,
      found_hash: hash,
    };
  }

  #pass(event: AuditEvent): void {
    this.link = { seq: event.seq, hash: event.hash };
    this.events += 1;
    this.#removal = removalOf(event) ?? this.#removal;
  }

  /** A crash may have kept files that were to go; the last one gone must be the one on record. */
  #recordsRemovalOf(gone: ChainLink): boolean {
    const removal = this.#removal;
    if (removal === undefined) return false;
    return gone.seq < removal.removed_through || gone.hash === removal.removed_hash;
  }
}
