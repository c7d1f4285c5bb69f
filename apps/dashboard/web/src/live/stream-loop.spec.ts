import { followStream, type StreamState } from './stream-loop.js';

const STREAM = { headers: { 'content-type': 'text/event-stream' } };
const at = (...ids: number[]) => ids.map((id) => `id: ${id}\nevent: line\ndata: ${id}\n\n`).join('');
const stream = (text: string) => () => new Response(text, STREAM);
const answer =
  (status: number, body = '') =>
  () =>
    new Response(status === 204 ? null : body, { status });

/** Follows a server that answers each connection as scripted; after the last one, 204. */
async function follow(script: (() => Response)[], stopAt?: string, signedInAgain?: () => Promise<void>) {
  const seen: string[] = [];
  const asked: (string | null)[] = [];
  const waits: number[] = [];
  const states: StreamState[] = [];
  const stop = new AbortController();
  const ending = await followStream({
    url: 'http://dashboard.example/bff/live',
    signal: stop.signal,
    fetch: async (_url, init) => {
      asked.push(new Headers(init?.headers).get('last-event-id'));
      return (script.shift() ?? answer(204))();
    },
    wait: async (ms) => void waits.push(ms),
    random: () => 1,
    onState: (state) => void states.push(state),
    ...(signedInAgain && { signedInAgain }),
    onEvent: ({ data }) => {
      seen.push(data);
      if (data === stopAt) return 'stop';
      return undefined;
    },
  });
  return { ending, seen, asked, waits, states };
}

describe('a stream', () => {
  it('goes on after the last event when the connection drops, without gap or repetition', async () => {
    const { ending, seen, asked } = await follow([stream(at(1, 2)), stream(at(3)), stream(at(4, 5))]);
    expect(seen).toEqual(['1', '2', '3', '4', '5']);
    expect(asked).toEqual([null, '2', '3', '5']);
    expect(ending).toEqual({ ended: 'complete' });
  });

  it.each([
    ['503', answer(503, '{"code":"overloaded","detail":"too many"}')],
    ["a proxy's page", answer(502, '<html>')],
    ['a page with status 200', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['429', answer(429)],
    [
      'no connection',
      () => {
        throw new TypeError('Failed to fetch');
      },
    ],
  ])('outlives %s', async (_, broken) => {
    const { seen, asked } = await follow([stream(at(1)), broken, stream(at(2))]);
    expect(seen).toEqual(['1', '2']);
    expect(asked).toEqual([null, '1', '1', '2']);
  });

  it('drops an event that was cut in the middle, and gets it whole afterwards', async () => {
    const { seen } = await follow([stream(`${at(1)}id: 2\ndata: tw`), stream('id: 2\ndata: two\n\n')]);
    expect(seen).toEqual(['1', 'two']);
  });

  it('waits longer after each failure, never beyond 15 s, and from the start again after an event', async () => {
    const broken = Array.from({ length: 7 }, () => answer(503));
    const { waits } = await follow([...broken, stream(at(1)), answer(503)]);
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 500, 1000]);
  });

  it('goes on after the last event once somebody has signed in again', async () => {
    let signedIn = 0;
    const script = [stream(at(1)), answer(401), stream(at(2))];
    const { seen, asked } = await follow(script, undefined, async () => void (signedIn += 1));
    expect({ seen, asked, signedIn }).toEqual({
      seen: ['1', '2'],
      asked: [null, '1', '1', '2'],
      signedIn: 1,
    });
  });

  it('says why it waits', async () => {
    const { states } = await follow([answer(503, '{"code":"overloaded","detail":"too many"}')]);
    expect(states[1]).toMatchObject({ state: 'waiting', problem: { code: 'overloaded' } });
  });
});

describe('a stream ends', () => {
  it('as signed out at 401, and does not ask again', async () => {
    const { ending, asked } = await follow([stream(at(1)), answer(401), stream(at(2))]);
    expect(ending).toEqual({ ended: 'signed_out' });
    expect(asked).toHaveLength(2);
  });

  it.each([403, 404, 400])('as refused at %i, with the reason', async (status) => {
    const { ending, asked } = await follow([answer(status, '{"code":"forbidden","detail":"no"}')]);
    expect(ending).toMatchObject({ ended: 'refused', problem: { status, code: 'forbidden' } });
    expect(asked).toHaveLength(1);
  });

  it('at the event that its reader calls the last, whatever follows', async () => {
    const { ending, seen } = await follow([stream(at(1, 2, 3)), stream(at(4))], '2');
    expect(seen).toEqual(['1', '2']);
    expect(ending).toEqual({ ended: 'complete' });
  });

  it('when its reader leaves in the middle of an answer', async () => {
    const stop = new AbortController();
    const ending = followStream({
      url: 'http://dashboard.example/bff/live',
      signal: stop.signal,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => {
          const signal = init?.signal as AbortSignal;
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      onEvent: () => undefined,
    });
    stop.abort();
    expect(await ending).toEqual({ ended: 'stopped' });
  });
});
