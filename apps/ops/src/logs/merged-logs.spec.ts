import { OPS_TOKEN_HOLDER } from '@app/auth';
import type { ServerSentEvent } from '@app/http';
import { DomainError } from '@app/kernel';
import type { LogEntry } from './log-entry.js';
import type { LogPosition } from './log-position.js';
import { MergedFollower } from './merged-follower.js';
import { MergedLogs } from './merged-logs.js';
import { MergedPosition } from './merged-position.js';

const CONTAINER = 'a'.repeat(64);
const line = (second: number, text: string): LogEntry => ({
  at: `2026-01-01T00:00:0${second}.000000001Z`,
  stream: 'stdout',
  container: CONTAINER,
  line: text,
});
const GONE: LogEntry = { error: { code: 'node_unreachable', message: 'it is away' } };
const following: LogEntry = { following: true, containers: [CONTAINER] };
const caller = { client: OPS_TOKEN_HOLDER, requestId: 'req-1' };

/** What each service tells when it is opened; a function fails instead. */
type Script = Readonly<Record<string, readonly LogEntry[] | (() => never)>>;

let leave: AbortController;
let opened: { service: string; since: string | undefined }[];
beforeEach(() => {
  leave = new AbortController();
  opened = [];
});
afterEach(() => leave.abort());

function merged(script: Script): MergedLogs {
  const entries = (
    { service }: { service: string },
    { since }: LogPosition,
    _caller: unknown,
    signal: AbortSignal,
  ) => {
    opened.push({ service, since });
    const told = script[service];
    if (typeof told === 'function') return Promise.reject(thrownBy(told));
    return Promise.resolve(goingOn(told ?? [], signal));
  };
  return new MergedLogs({ entries });
}

function thrownBy(fails: () => never): Error {
  try {
    return fails();
  } catch (error) {
    return error as Error;
  }
}

async function* goingOn(told: readonly LogEntry[], signal: AbortSignal): AsyncGenerator<LogEntry> {
  yield* told;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

const fails = (code: string) => () => {
  throw new DomainError(code, `${code} it is`);
};

async function read(script: Script, until: number, lastId?: string): Promise<ServerSentEvent[]> {
  const services = Object.keys(script).map((service) => ({ node: 'local', service }));
  const events: ServerSentEvent[] = [];
  const wish = { services, tail: undefined, since: undefined };
  for await (const event of merged(script).follow(wish, caller, lastId, leave.signal)) {
    events.push(event);
    if (events.filter(({ event: name }) => name === 'line').length === until) break;
  }
  return events;
}

const words = (events: readonly ServerSentEvent[]) =>
  events.map(({ event, data }) => {
    const told = data as { service: string; line?: string; code?: string; marker?: string };
    return `${told.service} ${told.line ?? told.code ?? told.marker ?? event ?? ''}`;
  });

describe('several logs followed as one', () => {
  it('come in the order of time, each line with whose it is', async () => {
    const events = await read(
      { web: [following, line(1, 'a'), line(3, 'c')], db: [following, line(2, 'b'), line(4, 'd')] },
      4,
    );
    expect(words(events.filter(({ event }) => event === 'line'))).toEqual(['web a', 'db b', 'web c', 'db d']);
  });

  it('go on after one id in all of them, with nothing twice', async () => {
    const script = {
      web: [following, line(1, 'a'), line(3, 'c')],
      db: [following, line(2, 'b'), line(4, 'd')],
    };
    const first = await read(script, 3);
    const events = await read(script, 1, first.at(-1)?.id);
    expect(words(events.filter(({ event }) => event !== 'following'))).toEqual(['db d']);
    expect(opened.slice(-2).map(({ since }) => since?.slice(17, 19))).toEqual(['03', '02']);
  });

  it('are refused as a whole for one that may not be seen or is not there', async () => {
    await expect(read({ web: [following], secret: fails('service_not_found') }, 1)).rejects.toMatchObject({
      code: 'service_not_found',
    });
  });

  it('go on when a node does not answer, which is told', async () => {
    const events = await read({ web: [following, line(1, 'a')], away: fails('node_unreachable') }, 1);
    expect(words(events)).toEqual(expect.arrayContaining(['away node_unreachable', 'web a']));
  });

  it('are refused when no node at all answers', async () => {
    await expect(read({ web: fails('node_timeout'), db: fails('node_timeout') }, 1)).rejects.toMatchObject({
      code: 'node_timeout',
    });
  });

  it('tell when one of them ends, and follow the others', async () => {
    const events = await read({ db: [following, GONE], web: [following, line(5, 'late')] }, 1);
    expect(words(events)).toContain('db node_unreachable');
    expect(words(events).at(-1)).toBe('web late');
  });

  it('say that lines may be missing when the container of the last line is another', async () => {
    const other: LogEntry = { following: true, containers: ['b'.repeat(64)] };
    const [last] = (await read({ web: [following, line(1, 'a')] }, 1)).slice(-1);
    const events = await read({ web: [other, line(2, 'b')] }, 1, last?.id);
    expect(words(events)).toEqual(['web following', 'web gap', 'web b']);
  });
});

describe('a log that was lost', () => {
  it('is opened again after its last line, and nothing of it is told twice', async () => {
    const asked: (string | undefined)[] = [];
    const open = (_source: number, { since }: LogPosition, signal: AbortSignal) => {
      asked.push(since);
      const again =
        asked.length > 1 ? [following, line(1, 'a'), line(2, 'b')] : [following, line(1, 'a'), GONE];
      return Promise.resolve(goingOn(again, signal));
    };
    const position = MergedPosition.beginning(1);
    const follower = new MergedFollower(1, open, position, leave.signal, { patienceMs: 1_000, retryMs: 1 });
    await follower.begin();
    const told: string[] = [];
    for await (const { entry } of follower.merge.items()) {
      if ('lost' in entry) told.push(entry.lost.code);
      if ('line' in entry && position.of(0).pass(entry)) told.push(entry.line);
      if (told.at(-1) === 'b') break;
    }
    expect(told).toEqual(['a', 'node_unreachable', 'b']);
    expect(asked).toEqual([undefined, '2026-01-01T00:00:01.000000001Z']);
  });
});

describe('the id of an event', () => {
  it('of a stream of other services is refused', async () => {
    const id = (await read({ web: [following, line(1, 'a')] }, 1)).at(-1)?.id ?? '';
    expect(() => MergedPosition.parse(id, 2)).toThrow('other services');
    expect(() => MergedPosition.parse('x', 1)).toThrow(DomainError);
  });

  it('fits into a header, even with sixteen services of which each told much in one moment', () => {
    const position = MergedPosition.beginning(16);
    for (let source = 0; source < 16; source += 1) {
      for (let number = 0; number < 40; number += 1) {
        position.of(source).pass(line(1, `${number}`) as Parameters<LogPosition['pass']>[0]);
      }
    }
    expect(position.id?.length).toBeLessThan(8_000);
    expect(MergedPosition.parse(position.id ?? '', 16).id).toBe(position.id);
  });
});
