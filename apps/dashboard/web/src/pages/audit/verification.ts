import type { QueryClient } from '@tanstack/react-query';
import { verifyAudit, type Verification } from '../../api/audit.js';
import { asProblem, type Problem } from '../../api/problem.js';
import { toast } from '../../kit/index.js';
import type { EventRange } from './chain-knowledge.js';

export type VerifyState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly range: EventRange; readonly through: number }
  | { readonly phase: 'done'; readonly range: EventRange; readonly found: Verification }
  | { readonly phase: 'failed'; readonly range: EventRange; readonly problem: Problem };

/** One at a time, for the server does one at a time; it goes on when its viewer goes to another page. */
let state: VerifyState = { phase: 'idle' };
let running: AbortController | undefined;
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
  start: (range: EventRange, client: QueryClient) => void run(range, client),
  stop: () => {
    running?.abort();
    set({ phase: 'idle' });
  },
};

/** What one asks for takes the place of what ran before. */
async function run(range: EventRange, client: QueryClient): Promise<void> {
  running?.abort();
  const leave = new AbortController();
  running = leave;
  const end = await ending(range, leave.signal);
  if (leave.signal.aborted) return;
  set(end);
  tell(end);
  void client.invalidateQueries({ queryKey: ['audit', 'verified'] });
}

async function ending(range: EventRange, signal: AbortSignal): Promise<VerifyState> {
  const onPart = (through: number) => {
    if (!signal.aborted) set({ phase: 'running', range, through });
  };
  try {
    return { phase: 'done', range, found: await throughAll(range, signal, onPart) };
  } catch (error) {
    return { phase: 'failed', range, problem: asProblem(error) };
  }
}

/** Whoever looks at it sees how it ended; anybody else is told. */
function tell(end: VerifyState): void {
  if (end.phase === 'idle' || isSeen(end.range)) return;
  if (end.phase === 'failed') toast('attention', `The chain was not verified: ${end.problem.message}`);
  if (end.phase !== 'done') return;
  const numbers = `${end.range.from.toLocaleString('en-GB')} to ${end.range.to.toLocaleString('en-GB')}`;
  if (end.found.ok) toast('ok', `Verified: events ${numbers} are whole`);
  else toast('failed', `The chain is broken within events ${numbers}. Audit has where.`);
}

function isSeen({ from, to }: EventRange): boolean {
  return [...listeners.values()].some(
    (shows) => shows.from === undefined || (shows.from === from && shows.to === to),
  );
}

/** The server does a part of a long range in one request, and says up to where. */
async function throughAll(
  { from, to }: EventRange,
  signal: AbortSignal,
  onPart: (through: number) => void,
): Promise<Verification> {
  let begin = from;
  for (;;) {
    onPart(begin - 1);
    const found = await verifyAudit({ from: begin, to }, signal);
    if (!found.ok || found.complete) return found;
    begin = found.to + 1;
  }
}
