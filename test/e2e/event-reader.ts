import { StringDecoder } from 'node:string_decoder';

export interface SentEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** EventReader reads a stream of server-sent events one by one, as slowly as it is asked to. */
export class EventReader {
  /** Of the last event that had one. */
  lastId: string | undefined;
  private readonly left = new AbortController();
  private events: AsyncGenerator<SentEvent> | undefined;

  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** next resolves to undefined at the end of the stream. */
  async next(): Promise<SentEvent | undefined> {
    this.events ??= this.read();
    const { value } = await this.events.next();
    const event = value as SentEvent | undefined;
    this.lastId = event?.id ?? this.lastId;
    return event;
  }

  /** until collects events up to the first that matches, with it; throws when the stream ends before. */
  async until(matches: (event: SentEvent) => boolean): Promise<SentEvent[]> {
    const seen: SentEvent[] = [];
    for (;;) {
      const event = await this.next();
      if (event === undefined) throw new Error(`the stream ended after ${JSON.stringify(seen.slice(-5))}`);
      seen.push(event);
      if (matches(event)) return seen;
    }
  }

  leave(): void {
    this.left.abort();
  }

  private async *read(): AsyncGenerator<SentEvent> {
    const response = await fetch(this.url, { headers: this.headers, signal: this.left.signal });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for await (const part of response.body ?? []) {
      const blocks = (rest + decoder.write(Buffer.from(part))).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) if (!block.startsWith(':')) yield eventIn(block);
    }
  }
}

function eventIn(block: string): SentEvent {
  const fields = new Map(block.split('\n').map((line) => fieldIn(line)));
  return {
    id: fields.get('id'),
    event: fields.get('event') ?? 'message',
    data: JSON.parse(fields.get('data') ?? 'null') as SentEvent['data'],
  };
}

function fieldIn(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}
