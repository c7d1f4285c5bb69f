import type { IncomingMessage, ServerResponse } from 'node:http';

const WORDS = [
  'listening on 0.0.0.0:8000',
  '\u001b[32mINFO\u001b[0m request finished in 42 ms',
  'model loaded: 8.1 GiB of GPU memory, 32 layers',
  '\u001b[33mWARN\u001b[0m the queue is longer than usual',
  '\u001b[31mERROR\u001b[0m upstream closed the connection, retrying',
];

/** FakeLog writes `rate` lines a second to whoever follows it. */
export class FakeLog {
  /** Lines a second. */
  rate = 2;
  written = 0;
  private of: string[][] = [];

  follow(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(frame('following', {}));
    const first = request.headers['last-event-id'] === undefined ? 120 : 0;
    for (let i = 0; i < first; i += 1) response.write(this.line());
    let owed = 0;
    const timer = setInterval(() => {
      owed += this.rate / 20;
      let lines = '';
      for (; owed >= 1; owed -= 1) lines += this.line();
      if (lines !== '') response.write(lines);
    }, 50);
    response.once('close', () => clearInterval(timer));
  }

  /** followMany writes the same, each line of another of the services that were asked for. */
  followMany(request: IncomingMessage, response: ServerResponse): void {
    const asked = new URL(request.url ?? '/', 'http://page.example').searchParams.getAll('of');
    const of = asked.map((ref) => ref.split('/'));
    this.of = of;
    this.follow(request, response);
    response.once('close', () => {
      if (this.of === of) this.of = [];
    });
  }

  private line(): string {
    this.written += 1;
    const [node, service] = this.of[this.written % this.of.length] ?? [];
    const word = WORDS[this.written % WORDS.length] ?? '';
    const stream = this.written % WORDS.length === 4 ? 'stderr' : 'stdout';
    const data = {
      at: new Date().toISOString(),
      stream,
      container: 'c',
      line: `${word} #${this.written}`,
      node,
      service,
    };
    return frame('line', data, this.written);
  }
}

function frame(event: string, data: object, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
