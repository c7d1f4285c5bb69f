import { McpFailure } from '@app/mcp';
import { FirstWords } from './first-words.js';
import { limitedAnswer } from './limited-answer.js';

const CALL = { jsonrpc: '2.0', id: 'c', method: 'tools/call', params: { name: 'x' } };
const LIMITED = new McpFailure(1009, 'too fast', { code: 'mcp_rate_limited', retryAfter: 2 });

/** A stream that stays open, as the SDK answers before it knows anything. */
function stream(): Response {
  return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } });
}

describe('limitedAnswer', () => {
  it('answers a call that begins with a rate limit with 429', async () => {
    const words = new FirstWords();
    const answer = limitedAnswer(CALL, words, async () => stream());
    words.said('c', LIMITED);
    const { status, headers } = await answer;
    expect([status, headers.get('retry-after')]).toEqual([429, '2']);
    expect(await (await answer).json()).toMatchObject({ id: 'c', error: { code: 1009 } });
  });

  it('leaves the stream to a call that begins with anything else, or fails later', async () => {
    const words = new FirstWords();
    const answer = limitedAnswer(CALL, words, async () => stream());
    words.said('c', undefined);
    words.said('c', LIMITED);
    expect((await answer).status).toBe(200);
  });

  it('leaves the stream to a call that is silent', async () => {
    expect((await limitedAnswer(CALL, new FirstWords(), async () => stream())).status).toBe(200);
  });

  it('waits for nothing but calls, and not for those that the SDK refuses', async () => {
    const words = { of: () => new Promise<never>(() => undefined), said: () => undefined };
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const waitless = words as unknown as FirstWords;
    expect((await limitedAnswer(list, waitless, async () => stream())).status).toBe(200);
    expect((await limitedAnswer([CALL], waitless, async () => stream())).status).toBe(200);
    const refused = limitedAnswer(CALL, new FirstWords(), async () => new Response(null, { status: 400 }));
    expect((await refused).status).toBe(400);
  });
});
