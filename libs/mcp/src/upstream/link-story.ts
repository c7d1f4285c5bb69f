import { DomainError } from '@app/kernel';
import { ServerJournal } from '../log/server-journal.js';
import type { WordsListener } from '../log/server-words.js';
import { McpFailure, type McpNotification } from '../wire/messages.js';
import type { Link, LinkEnd } from './link.js';
import type { ServerHealth, ServerState } from './server-pool.js';
import type { CurrentServer } from './server-source.js';

const LIST_CHANGED = /^notifications\/(tools|prompts|resources)\/list_changed$/;
const STATES: Partial<Readonly<Record<ServerState, string>>> = {
  down: 'It is given up for now, and tried again by later calls',
  degraded: 'It is not well',
  'auth-needed': 'It wants other credentials',
};

/** LinkStory tells the log of a server what becomes of its connections. */
export class LinkStory {
  private readonly journal: ServerJournal;
  private readonly start: string;
  private starts = 0;

  constructor(server: string, current: CurrentServer, words: WordsListener | undefined) {
    this.journal = new ServerJournal(server, current, words);
    this.start = 'url' in current.entry ? 'connecting' : 'starting';
  }

  starting(): void {
    this.starts += 1;
    const again = this.starts === 1 ? '' : `, time ${this.starts} since its entry was read`;
    this.journal.event('info', `The router is ${this.start}${again}`);
  }

  ready({ info, era }: Link): void {
    const [name, version] = [info?.['name'], info?.['version']].map((word) =>
      typeof word === 'string' ? ` ${word}` : '',
    );
    const who = name === '' ? '' : `:${name}${version}`;
    this.journal.event('info', `The handshake is done, it is ready${who} (${era} era)`);
  }

  startFailed(error: unknown): void {
    const isKnown = error instanceof DomainError || error instanceof McpFailure;
    this.journal.event('error', `The start failed: ${isKnown ? error.message : 'for an unknown reason'}`);
  }

  ended({ reason, detail }: LinkEnd): void {
    if (reason === 'closed') this.journal.event('info', `The connection is over: ${detail}`);
    else this.journal.event('error', `The connection broke off: ${detail}`);
  }

  waits(milliseconds: number): void {
    this.journal.event('warning', `The next start waits ${(milliseconds / 1_000).toFixed(1)} s`);
  }

  /** health is told of each new state; that it is well again is told by what it does. */
  health({ state, reason, failures }: ServerHealth): void {
    const words = STATES[state];
    if (words === undefined) return;
    const often = failures > 1 ? ` after ${failures} failures in a row` : '';
    this.journal.event(
      state === 'degraded' ? 'warning' : 'error',
      `${words}${often}${reason === undefined ? '' : `: ${reason}`}`,
    );
  }

  heard({ method }: McpNotification): void {
    const [, kind] = LIST_CHANGED.exec(method) ?? [];
    if (kind !== undefined) this.journal.event('info', `Its list of ${kind} has changed`);
  }

  changed(): void {
    this.journal.event('info', 'Its entry in the registry has changed: it runs anew by the next call');
  }
}
