import fc from 'fast-check';
import { ANONYMOUS, OPS_TOKEN_HOLDER } from '@app/auth';
import { CallBook, type CallBegun, type CallEnded, type RunningCall } from './call-book.js';
import { CallsView } from './calls-view.js';

const begun = (requestId: string, model = 'ollama/a', client = 'app'): CallBegun => ({
  requestId,
  endpoint: 'chat',
  model,
  provider: 'ollama',
  service: 'web',
  client,
  claims: undefined,
  startedAt: 10,
});

const ended = (call: CallBegun, outcome = 'ok'): CallEnded => ({
  ...call,
  endedAt: 60,
  firstTokenAt: 30,
  inputTokens: 5,
  outputTokens: undefined,
  tokensPerSecond: undefined,
  outcome,
  finishReason: undefined,
});

const running = (call: CallBegun): RunningCall => ({ begun: call, place: -1 });

it('calls run from their beginning to their end, in whatever order they end', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 80 }), (picks) => {
      const book = new CallBook();
      const open = new Map<number, RunningCall>();
      for (const pick of picks) {
        const call = open.get(pick);
        if (call) {
          open.delete(pick);
          book.end(call, ended(call.begun));
        } else {
          const started = running(begun(String(pick)));
          open.set(pick, started);
          book.begin(started);
        }
        const ids = book.running.map(({ requestId }) => requestId);
        expect(ids.sort()).toEqual([...open.keys()].map(String).sort());
      }
    }),
  );
});

it('the last 1,000 are kept, the newest first', () => {
  const book = new CallBook();
  for (let number = 0; number < 1_500; number++) {
    const call = running(begun(String(number)));
    book.begin(call);
    book.end(call, ended(call.begun));
  }
  const kept = [...book.ended()].map(({ requestId }) => Number(requestId));
  expect(kept).toHaveLength(1_000);
  expect([kept[0], kept.at(-1)]).toEqual([1_499, 500]);
});

describe('the view', () => {
  const book = new CallBook();
  const view = new CallsView(book);
  const add = (call: CallBegun, outcome: string) => {
    const started = running(call);
    book.begin(started);
    book.end(started, ended(call, outcome));
  };
  add(begun('one'), 'ok');
  add(begun('two', 'ollama/b', 'other'), 'upstream_failed');
  book.begin(running(begun('three')));
  const ids = (query: object, client = OPS_TOKEN_HOLDER) => {
    const answer = view.read(query, client);
    return [answer.running, answer.calls].map((calls) => calls.map(({ request_id }) => request_id));
  };

  it.each([
    [{}, [['three'], ['two', 'one']]],
    [{ outcome: 'running' }, [['three'], []]],
    [{ outcome: 'failed' }, [[], ['two']]],
    [{ outcome: 'ok' }, [[], ['one']]],
    [{ model: 'ollama/b' }, [[], ['two']]],
    [{ client: 'app' }, [['three'], ['one']]],
    [{ correlation_id: 'three' }, [['three'], []]],
    [{ limit: 1 }, [['three'], ['two']]],
  ])('%j', (query, wanted) => {
    expect(ids(query)).toEqual(wanted);
  });

  it('holds to the scope of the key', () => {
    expect(ids({}, { ...ANONYMOUS, models: ['ollama/b'] })).toEqual([[], ['two']]);
    expect(ids({}, { ...ANONYMOUS, models: [] })).toEqual([[], []]);
  });

  it('says of the caller what it said, and null where it said nothing', () => {
    const claims = { origin: 'schedule', trace_id: '0af7651916cd43dd8448eb211c80319c' } as const;
    add({ ...begun('four', 'ollama/c'), claims }, 'ok');
    book.begin(running({ ...begun('five', 'ollama/c'), claims: { origin: 'ci' } }));
    const { calls, running: open } = view.read({ model: 'ollama/c' }, OPS_TOKEN_HOLDER);
    expect(calls[0]).toMatchObject(claims);
    expect(open[0]).toMatchObject({ origin: 'ci', trace_id: null });
  });

  it('says null where nobody knows', () => {
    expect(view.read({ correlation_id: 'one' }, OPS_TOKEN_HOLDER).calls[0]).toMatchObject({
      duration_ms: 50,
      first_token_ms: 20,
      input_tokens: 5,
      output_tokens: null,
      finish_reason: null,
    });
  });
});
