import type { ServerSentEvent } from '@app/http';
import { LiveLog } from './live-log.js';

async function take(events: AsyncGenerator<ServerSentEvent>, count: number): Promise<ServerSentEvent[]> {
  const taken: ServerSentEvent[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

describe('the log of what pages are told', () => {
  let end: AbortController;
  let log: LiveLog;
  const names = (events: readonly ServerSentEvent[]) => events.map(({ event }) => event);

  beforeEach(() => {
    end = new AbortController();
    log = new LiveLog();
  });
  afterEach(() => end.abort());

  it('begins with the last of each kind and goes on with what comes', async () => {
    log.append('nodes', { at: 1 });
    log.append('jobs', { at: 2 });
    log.append('nodes', { at: 3 });
    const events = log.read(undefined, end.signal);
    expect((await take(events, 2)).map(({ event, data }) => [event, data])).toEqual([
      ['jobs', { at: 2 }],
      ['nodes', { at: 3 }],
    ]);
    const next = events.next();
    log.append('mcp', { at: 4 });
    expect((await next).value).toMatchObject({ event: 'mcp', data: { at: 4 } });
  });

  it('goes on after the event that a reader saw last, without a gap and without telling it again', async () => {
    for (let at = 1; at <= 5; at++) log.append('jobs', { at });
    const [seen] = await take(log.read(undefined, end.signal), 1);
    log.append('nodes', { at: 6 });
    log.append('jobs', { at: 7 });
    const resumed = await take(log.read(seen?.id, end.signal), 2);
    expect(resumed.map(({ data }) => data)).toEqual([{ at: 6 }, { at: 7 }]);
  });

  it('says that something is missing when it does not know the place, and then tells the last of each kind', async () => {
    log.append('jobs', { at: 1 });
    for (const lastId of ['nonsense', '01a1ff50-523d-7e06-a93b-6cd4feaf4d33.1']) {
      expect(names(await take(log.read(lastId, end.signal), 2))).toEqual(['gap', 'jobs']);
    }
  });

  it('says so as well when the place is too long ago', async () => {
    log.append('jobs', { at: 0 });
    const [first] = await take(log.read(undefined, end.signal), 1);
    for (let at = 1; at <= 300; at++) log.append('jobs', { at });
    expect(names(await take(log.read(first?.id, end.signal), 2))).toEqual(['gap', 'jobs']);
  });

  it('lets a reader go that falls behind, with the truth, and keeps nothing for it', async () => {
    log.append('jobs', { at: 0 });
    const events = log.read(undefined, end.signal);
    await take(events, 1);
    for (let at = 1; at <= 300; at++) log.append('jobs', { at });
    expect(names(await take(events, 3))).toEqual(['gap', 'dropped']);
    expect((await events.next()).done).toBe(true);
  });

  it('ends at once when its reader leaves while nothing happens', async () => {
    const events = log.read(undefined, end.signal);
    const next = events.next();
    end.abort();
    expect((await next).done).toBe(true);
  });
});
