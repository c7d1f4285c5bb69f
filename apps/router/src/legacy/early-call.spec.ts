import type { JsonObject } from '@app/kernel';
import { McpFailure, type McpNotification } from '@app/mcp';
import type { ServerContext } from '@modelcontextprotocol/server';
import { EarlyCall } from './early-call.js';

const NEWS: McpNotification = { method: 'notifications/progress', params: { progress: 1 } };
const RESULT: JsonObject = { content: [] };

let passed: McpNotification[];
let left: AbortController;

beforeEach(() => {
  passed = [];
  left = new AbortController();
});

const anEarlyCall = (): EarlyCall => new EarlyCall((notification) => void passed.push(notification));

function aContext(send: () => Promise<JsonObject> = async () => ({})): ServerContext {
  return { mcpReq: { id: 1, signal: left.signal, send } } as unknown as ServerContext;
}

describe('a call that has begun early', () => {
  it('is its result, or its failure, if that comes at once', async () => {
    expect(await anEarlyCall().begin(async () => RESULT)).toEqual({ kind: 'result', result: RESULT });
    const failure = new McpFailure(1, 'no');
    expect(await anEarlyCall().begin(() => Promise.reject(failure))).toEqual({ kind: 'failure', failure });
  });

  it('wants a stream when it says something first, which the stream then holds in order', async () => {
    const call = anEarlyCall();
    const ending = Promise.withResolvers<JsonObject>();
    const beginning = call.begin(() => {
      call.notify(NEWS);
      return ending.promise;
    });
    expect(await beginning).toEqual({ kind: 'stream' });
    expect(passed).toEqual([]);
    const adopted = call.adopt(aContext());
    call.notify({ method: 'notifications/message' });
    expect(passed).toEqual([NEWS, { method: 'notifications/message' }]);
    ending.resolve(RESULT);
    expect(await adopted).toBe(RESULT);
  });

  it('wants a stream when it is silent for a while, and has its result there even if that came first', async () => {
    const call = anEarlyCall();
    const ending = Promise.withResolvers<JsonObject>();
    expect(await call.begin(() => ending.promise)).toEqual({ kind: 'stream' });
    ending.resolve(RESULT);
    expect(await call.adopt(aContext())).toBe(RESULT);
  });

  it('asks its client once there is a stream to ask on', async () => {
    const call = anEarlyCall();
    const beginning = call.begin(async () => call.ask({ method: 'roots/list' }));
    expect(await beginning).toEqual({ kind: 'stream' });
    expect(await call.adopt(aContext(async () => ({ roots: [] })))).toEqual({ roots: [] });
  });

  it('ends when it is cancelled, before it has a stream and after', async () => {
    const call = anEarlyCall();
    const beginning = call.begin(() => new Promise(() => undefined));
    call.cancel();
    expect(await beginning).toEqual({ kind: 'cancelled' });
    expect(call.cancellation.aborted).toBe(true);

    const adopted = anEarlyCall();
    await adopted.begin(() => new Promise(() => adopted.notify(NEWS)));
    void adopted.adopt(aContext());
    expect(adopted.cancellation.aborted).toBe(false);
    left.abort();
    expect(adopted.cancellation.aborted).toBe(true);
  });
});
