import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { pathOf, Refusal, Unreachable, type Answer, type OpsApi } from './ops-api.ts';
import { wordsOf } from './printable.ts';
import { resumedStream } from './resumed-stream.ts';
import type { Screen } from './screen.ts';

/** Longer than a worker takes to be started again and to look into what it left. */
const GIVE_UP_AFTER_MS = 600_000;

/**
 * followJob shows what happens to a job until it has ended, and returns what that means. When `left` aborts, the
 * following ends and the job does not; nor does it when ops stays away. Both throw with EXIT.unknown.
 */
export async function followJob(
  api: OpsApi,
  job: string,
  screen: Screen,
  left: AbortSignal,
): Promise<ExitCode> {
  const lost = (why: string) => screen.note(`connection lost (${why}); going on after the last event`);
  const resumption = { lost, giveUpAfterMs: GIVE_UP_AFTER_MS, signal: left };
  try {
    for await (const { event, data } of resumedStream(api, pathOf(['jobs', job, 'events']), resumption)) {
      const said = JSON.parse(data) as Answer;
      screen.event(inWords(event, said));
      const ending = endingIn(event, said);
      if (event === 'verdict' && ending !== EXIT.ok) screen.line(waysToDecide(job));
      if (ending !== undefined) return ending;
    }
    throw new Error('a stream of events ends with an outcome');
  } catch (cause) {
    throw stillRunning(cause, job, left);
  }
}

function waysToDecide(job: string): string {
  return `It needs a decision: make ops-decide JOB=${job} DECISION=finish, or DECISION=abandon`;
}

function stillRunning(cause: unknown, job: string, left: AbortSignal): unknown {
  const ways = `Follow it: make ops-follow JOB=${job}\nCancel it: make ops-cancel JOB=${job}`;
  if (left.aborted) return new CommandError(EXIT.unknown, `The job goes on without us.\n${ways}`, { cause });
  if (!(cause instanceof Refusal || cause instanceof Unreachable)) return cause;
  return new CommandError(EXIT.unknown, `${cause.message}\nThe job goes on, as far as is known.\n${ways}`, {
    cause,
  });
}

/** inWords is an event for people to read. */
export function inWords(event: string, said: Answer): string {
  if (event === 'gap') return '… some events are missing here …';
  if (event === 'progress') return wordsOf(said['step']);
  if (event === 'log') return `  ${wordsOf(said['line'])}`;
  if (event === 'verdict') return `the worker's verdict: ${wordsOf(said['verdict']).replaceAll('_', ' ')}`;
  const why = [wordsOf(said['code']), wordsOf(said['message'])].filter((words) => words !== '').join(': ');
  if (event === 'error') return `the stream ended early${why && `: ${why}`}`;
  if (event !== 'outcome') return wordsOf(event);
  return `outcome: ${wordsOf(said['result'])}${why && ` (${why})`}`;
}

/** endingIn is the exit code for an event that ends a job. A job that was cut off still waits for its verdict. */
export function endingIn(event: string, { result, code, verdict }: Answer): ExitCode | undefined {
  if (event === 'verdict') return verdict === 'happened' ? EXIT.ok : EXIT.unknown;
  if (event !== 'outcome' || result === 'interrupted') return undefined;
  if (result === 'ok') return EXIT.ok;
  if (code === 'plan_outdated') return EXIT.planOutdated;
  return code === 'node_outcome_unknown' ? EXIT.unknown : EXIT.failed;
}
