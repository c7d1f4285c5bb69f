import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { followJob } from './job-follower.ts';
import { untilTold } from './leaving.ts';
import { Refusal, Unreachable, type Answer, type OpsApi } from './ops-api.ts';
import { planIn, showPlan, type ShownPlan } from './plan-view.ts';
import { printable } from './printable.ts';
import type { Screen } from './screen.ts';

/** Change is a request that changes something, as a path and the fields of its body. */
export interface Change {
  readonly path: string;
  readonly body: object;
  /** True for one whose job can be rolled back by its id. */
  readonly reversible: boolean;
}

const TRIES = 5;
const BETWEEN_TRIES_MS = 2_000;

/** makePlan shows what a change would do, and changes nothing. */
export async function makePlan(api: OpsApi, { path, body }: Change, screen: Screen): Promise<ShownPlan> {
  const plan = planIn(await api.ask({ method: 'POST', path, body: { ...body, dry_run: true } }));
  showPlan(plan, screen);
  return plan;
}

/** carryOut plans, asks unless `yes`, confirms that very plan, and follows the job to its end. */
export async function carryOut(api: OpsApi, change: Change, screen: Screen, yes: boolean): Promise<ExitCode> {
  const { hash } = await makePlan(api, change, screen);
  if (!(await confirmedBy(screen, yes))) return EXIT.failed;
  const confirmed = { ...change, body: { ...change.body, confirm: true, plan: hash } };
  return untilTold(async (left) => {
    const job = jobIn(await sent(api, confirmed, screen));
    screen.line(`Job ${job}`);
    if (change.reversible) screen.line(`The way back: make ops-rollback DEPLOYMENT=${job}`);
    return followJob(api, job, screen, left);
  });
}

/** confirmedBy asks unless `yes`, and says so when the answer was no. */
export async function confirmedBy(screen: Screen, yes: boolean): Promise<boolean> {
  if (yes || (await screen.confirmed('Do this?'))) return true;
  screen.line('Nothing was done.');
  return false;
}

/** Under one Idempotency-Key a request that nobody answered can be sent again: it is done once. */
async function sent(api: OpsApi, { path, body }: Change, screen: Screen): Promise<Answer> {
  const headers = { 'idempotency-key': `ops-${randomUUID()}`, prefer: 'respond-async' };
  for (let attempt = 1; ; attempt++) {
    try {
      return await api.ask({ method: 'POST', path, body, headers });
    } catch (error) {
      const open =
        error instanceof Unreachable || (error instanceof Refusal && error.code === 'request_in_flight');
      if (!open) throw error;
      if (attempt === TRIES) throw unanswered(error);
      screen.note(`${error.message}; asking again`);
      await pause(BETWEEN_TRIES_MS);
    }
  }
}

function unanswered(cause: Error): CommandError {
  const message = `${cause.message}\nWhether the change was accepted is not known; make ops-jobs shows what runs.`;
  return new CommandError(EXIT.unknown, message, { cause });
}

function jobIn({ job }: Answer): string {
  if (typeof job === 'string') return printable(job);
  throw new CommandError(
    EXIT.unknown,
    'ops accepted the change and named no job; make ops-jobs shows what runs',
  );
}
