import { setTimeout as pause } from 'node:timers/promises';
import { verifyAudit, type AuditLog, type AuditProblem, type AuditReport } from '@app/audit';
import type { EventNumbers } from './event-numbers.js';
import type { VerifiedReach } from './verified-reach.js';

/** So many events are a few hundredths of a second. */
const PART = 1_000;
const LONGEST_REST_MS = 1_000;

export interface WalkParts {
  readonly folder: string;
  readonly audit: AuditLog;
  /** What passes is counted here. */
  readonly reach: VerifiedReach;
  readonly signal: AbortSignal;
}

/**
 * pacedWalk verifies a range part by part and rests as long after each as it took, so that requests have at least half of
 * the process. It resolves with the first problem, and throws the signal's reason and what reading the files throws.
 */
export async function pacedWalk(
  { folder, audit, reach, signal }: WalkParts,
  { from, to }: EventNumbers,
): Promise<AuditProblem | undefined> {
  const head = audit.head();
  const pace = pacer(reach, signal);
  const look = async (begin: number) => {
    const options = { head, publicKey: audit.publicKey, from: begin, to, signal, pace };
    const report = await verifyAudit(folder, options);
    reach.pass(report.last_seq);
    return report;
  };
  const { problem } = await lookTwice(look, from);
  // Of no line: the log as a whole is not what it should be.
  if (problem?.line === 0) reach.forget();
  return problem;
}

/** A file that was renamed by the writer in the middle looks like a fault once, and not twice in the same place. */
async function lookTwice(look: (from: number) => Promise<AuditReport>, from: number): Promise<AuditReport> {
  let report = await look(from);
  while (report.problem !== undefined) {
    const begin = report.problem.line === 0 ? from : Math.max(from, report.last_seq + 1);
    const again = await look(begin);
    if (again.problem?.line === 0 || again.last_seq <= report.last_seq) return again;
    report = again;
  }
  return report;
}

function pacer(reach: VerifiedReach, signal: AbortSignal): (through: number) => Promise<void> | undefined {
  let count = 0;
  let begun = performance.now();
  const rest = async () => {
    const ms = Math.min(LONGEST_REST_MS, performance.now() - begun);
    await pause(ms, undefined, { signal });
    begun = performance.now();
  };
  return (through) => {
    reach.pass(through);
    count += 1;
    return count % PART === 0 ? rest() : undefined;
  };
}
