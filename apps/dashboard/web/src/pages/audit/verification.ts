import { queryOptions, type QueryClient } from '@tanstack/react-query';
import {
  cancelVerification,
  newestVerification,
  readVerification,
  startVerification,
  type Verification,
} from '../../api/audit.js';
import { asProblem, Problem } from '../../api/problem.js';
import { toast } from '../../kit/index.js';
import type { EventRange } from './chain-knowledge.js';

export type VerifyState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly range: EventRange; readonly through: number; readonly id?: string }
  /** `isPast`: it had ended before this tab looked. */
  | {
      readonly phase: 'done';
      readonly range: EventRange;
      readonly found: Verification;
      readonly isPast?: boolean;
    }
  | { readonly phase: 'failed'; readonly range: EventRange; readonly problem: Problem };

const LOOK_EVERY_MS = 5_000;
/** A look that is so young was made for the same page. */
const YOUNG_MS = 2_000;

export const newestQuery = queryOptions({
  queryKey: ['audit', 'newest'],
  queryFn: ({ signal }) => newestVerification(signal),
});

/** What ops verifies, which does one at a time; this tab follows it, also when its viewer goes to another page. */
let state: VerifyState = { phase: 'idle' };
let following: AbortController | undefined;
/** Each with the events that it shows the verification of; without any: of all. */
const listeners = new Map<() => void, Partial<EventRange>>();

function set(next: VerifyState): void {
  state = next;
  for (const listener of listeners.keys()) listener();
}

export const verification = {
  get: () => state,
  subscribe: (listener: () => void, shows: Partial<EventRange>) => {
    listeners.set(listener, shows);
    return () => listeners.delete(listener);
  },
  start: (range: EventRange, client: QueryClient) => void start(range, client),
  find: (client: QueryClient) => void find(client, YOUNG_MS),
  stop: (client: QueryClient) => void stop(client),
};

async function start(range: EventRange, client: QueryClient): Promise<void> {
  if (following !== undefined) return;
  const leave = (following = new AbortController());
  set({ phase: 'running', range, through: range.from - 1 });
  try {
    await follow(await startVerification(range), client, leave.signal);
  } catch (error) {
    end({ phase: 'failed', range, problem: asProblem(error) }, client);
    // Somebody else was first, or the answer was lost: what runs is shown.
    await find(client);
  }
}

/** find follows what another tab, or this one before it was loaded, has begun. */
async function find(client: QueryClient, staleTime = 0): Promise<void> {
  if (following !== undefined) return;
  const newest = await client.fetchQuery({ ...newestQuery, staleTime }).catch(unread);
  if (following !== undefined || newest === null) return;
  if (newest.state === 'running') await follow(newest, client, (following = new AbortController()).signal);
  else if (newest.state === 'broken' && state.phase === 'idle')
    set({ phase: 'done', range: rangeOf(newest), found: newest, isPast: true });
}

/** It is looked for again soon; that ops does not answer is told elsewhere. */
function unread(): null {
  return null;
}

/** It ends with the work, or when the signal aborts. */
async function follow(begun: Verification, client: QueryClient, signal: AbortSignal): Promise<void> {
  let now = begun;
  const range = rangeOf(begun);
  try {
    while (now.state === 'running') {
      set({ phase: 'running', range, through: now.verified_to, id: now.id });
      await pause(LOOK_EVERY_MS, signal);
      now = await readOrKeep(now, signal);
      if (signal.aborted) return;
    }
    end(endOf(now), client);
  } catch (error) {
    const problem = asProblem(error);
    // Whoever signs in again finds it.
    end(problem.status === 401 ? { phase: 'idle' } : { phase: 'failed', range, problem }, client);
  }
}

/** Whether an answer comes changes nothing about the work: only a refusal ends the following. */
async function readOrKeep(last: Verification, signal: AbortSignal): Promise<Verification> {
  try {
    return await readVerification(last.id, signal);
  } catch (error) {
    const { status } = asProblem(error);
    if (status === 0 || status === 429 || status >= 500) return last;
    throw error;
  }
}

function endOf(found: Verification): VerifyState {
  const range = rangeOf(found);
  if (found.state === 'intact' || found.state === 'broken') return { phase: 'done', range, found };
  const through = found.verified_to.toLocaleString('en-GB');
  const held = found.events > 0 ? `up to event ${through} the chain holds` : 'no event was looked at';
  const why = found.failure ?? 'it was stopped before its end';
  return { phase: 'failed', range, problem: new Problem(0, found.state, `${why}; ${held}`) };
}

function end(as: VerifyState, client: QueryClient): void {
  following = undefined;
  set(as);
  tell(as);
  void client.invalidateQueries({ queryKey: ['audit', 'verified'] });
}

/** Who stops it needs not be told; it may have ended by itself before. */
async function stop(client: QueryClient): Promise<void> {
  const leave = following;
  if (state.phase !== 'running' || state.id === undefined || leave?.signal.aborted !== false) return;
  leave.abort();
  try {
    const found = await cancelVerification(state.id);
    end(found.state === 'interrupted' ? { phase: 'idle' } : endOf(found), client);
  } catch (error) {
    toast('attention', `Whether the verification was stopped is not known: ${asProblem(error).message}`);
    end({ phase: 'idle' }, client);
    await find(client);
  }
}

/** Whoever looks at it sees how it ended; anybody else is told. */
function tell(as: VerifyState): void {
  if (as.phase === 'idle' || isSeen(as.range)) return;
  if (as.phase === 'failed') toast('attention', `The chain was not verified: ${as.problem.message}`);
  if (as.phase !== 'done') return;
  const numbers = `${as.range.from.toLocaleString('en-GB')} to ${as.range.to.toLocaleString('en-GB')}`;
  if (as.found.state === 'intact') toast('ok', `Verified: events ${numbers} are whole`);
  else toast('failed', `The chain is broken within events ${numbers}. Audit has where.`);
}

function isSeen({ from, to }: EventRange): boolean {
  return [...listeners.values()].some(
    (shows) => shows.from === undefined || (shows.from === from && shows.to === to),
  );
}

function rangeOf({ from, to }: Verification): EventRange {
  return { from, to };
}

/** pause is over at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const leave = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
  });
}
