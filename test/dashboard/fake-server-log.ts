import type { IncomingMessage, ServerResponse } from 'node:http';

type Said = readonly [source: 'stderr' | 'message' | 'router', level: string | null, text: string];

const STORY: readonly Said[] = [
  ['router', 'info', 'The router is starting'],
  ['stderr', null, 'the scribe is there'],
  ['stderr', null, 'reading the token *** from its environment'],
  ['router', 'info', 'The handshake is done, it is ready: github 1.4.0 (modern era)'],
  ['message', 'warning', 'github: {"left":3,"of":"rate limit"}'],
  ['router', 'info', 'Its list of tools has changed'],
  ['router', 'warning', 'The tool create_issue changed its definition, and is in quarantine'],
  ['stderr', null, `a rather long line: ${'what went on before it, '.repeat(12)}and no end`],
  ['router', 'error', 'The connection broke off: it was killed by SIGKILL'],
  ['router', 'warning', 'The next start waits 0.5 s'],
  ['router', 'info', 'The router is starting, time 2 since its entry was read'],
];
const NAME = '0123456789ab';

/** FakeServerLog is the log of every tool server: a short story, and what a test says. */
export class FakeServerLog {
  isForbidden = false;
  private seq = 0;
  private readonly readers = new Set<ServerResponse>();

  follow(_request: IncomingMessage, response: ServerResponse): void {
    if (this.isForbidden) {
      const detail = 'the policy keeps "vera" from github: deny_clients holds "vera" (server.deny_clients)';
      response.writeHead(403, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ title: 'Forbidden', status: 403, code: 'forbidden', detail }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write('event: following\ndata: {"server":"github"}\n\n');
    for (const said of STORY) response.write(this.frame(said));
    this.readers.add(response);
    response.once('close', () => this.readers.delete(response));
  }

  /** say is a line on the server's standard error. */
  say(text: string): void {
    for (const reader of this.readers) reader.write(this.frame(['stderr', null, text]));
  }

  /** cut says that lines are missing. */
  cut(): void {
    const data = JSON.stringify({ at: new Date().toISOString(), marker: 'gap' });
    for (const reader of this.readers) reader.write(`event: marker\ndata: ${data}\n\n`);
  }

  private frame([source, level, text]: Said): string {
    this.seq += 1;
    const id = `${NAME}_${this.seq}`;
    const data = JSON.stringify({ id, seq: this.seq, at: new Date().toISOString(), source, level, text });
    return `id: ${id}\nevent: line\ndata: ${data}\n\n`;
  }
}
