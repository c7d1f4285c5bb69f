import type { ServerSentEvent } from '@app/http';
import { PullEvents } from './pull-events.js';
import type { ModelPullAnswer } from './pull.answer.js';

const view = (status: string) => ({ status }) as ModelPullAnswer;
const never = new AbortController().signal;
let events: PullEvents;

beforeEach(() => {
  events = new PullEvents();
  events.tell('queued', view(''));
});

async function rest(position: number, signal = never): Promise<ServerSentEvent[]> {
  const all: ServerSentEvent[] = [];
  for await (const event of events.read(position, signal)) all.push(event);
  return all;
}

it('a reader without a position begins with the newest event', async () => {
  events.tell('progress', view('a'));
  const position = events.position(undefined);
  events.end('done', view('b'));
  expect((await rest(position)).map(({ id, event }) => [id, event])).toEqual([
    ['2', 'progress'],
    ['3', 'done'],
  ]);
});

it('a reader that is waiting hears what comes, and ends with the pull', async () => {
  const heard = rest(0);
  await Promise.resolve();
  events.tell('progress', view('a'));
  events.end('failed', view('b'));
  expect((await heard).map(({ event }) => event)).toEqual(['queued', 'progress', 'failed']);
});

it('a reader that leaves while it waits is let go', async () => {
  const leaving = new AbortController();
  const heard = rest(1, leaving.signal);
  await Promise.resolve();
  leaving.abort();
  expect(await heard).toEqual([]);
});

it('a reader that falls behind is told how much it missed, then what is known now', async () => {
  for (let number = 2; number <= 100; number++) events.tell('progress', view(String(number)));
  const reader = events.read(1, never);
  expect((await reader.next()).value).toEqual({
    event: 'gap',
    data: { first_missing: 2, last_missing: 99 },
  });
  expect((await reader.next()).value).toEqual({ id: '100', event: 'progress', data: view('100') });
  await reader.return(undefined);
});

it('nothing comes after the last event', () => {
  expect(events.endsAt(1)).toBe(false);
  events.end('cancelled', view(''));
  events.tell('progress', view('too late'));
  expect(events.endsAt(2)).toBe(true);
});

it.each(['x', '-1', '1.5', '2', '99999999999'])('"%s" is no id that was given out', (id) => {
  expect(() => events.position(id)).toThrow(expect.objectContaining({ code: 'invalid_event_id' }));
});
