import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '@app/kernel';
import type { StreamReply } from '@app/providers';
import { relay } from './relay.js';

const FIRST = 'data: {"choices":[]}\n\n';

async function relayed(failure: DomainError): Promise<{ text: string; outcome: string }> {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from(FIRST));
    throw failure;
  }
  const reply: StreamReply = {
    kind: 'stream',
    contentType: 'text/event-stream',
    headers: {},
    observed: {},
    chunks: chunks(),
  };
  let outcome: Promise<string> = Promise.resolve('');
  const server: Server = createServer(
    (_request, response) => void (outcome = Promise.resolve(relay(reply, response, {}))),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const text = await answer.text();
  await new Promise((resolve) => server.close(resolve));
  return { text, outcome: await outcome };
}

describe('a stream that breaks off', () => {
  it.each([
    ['upstream_incomplete', 'api_error'],
    ['context_length_exceeded', 'invalid_request_error'],
    ['upstream_rate_limited', 'rate_limit_error'],
  ])('with %s ends with one event of type %s and without [DONE]', async (code, type) => {
    const { text, outcome } = await relayed(new DomainError(code, 'that was it'));
    const error = { message: 'that was it', type, param: null, code };
    expect(text).toBe(`${FIRST}data: ${JSON.stringify({ error })}\n\n`);
    expect(outcome).toBe(code);
  });
});
