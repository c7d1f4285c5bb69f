import {
  setup,
  aCall,
  sse,
  ROLE,
  WORD,
  STOP,
  USAGE,
  DONE,
  CHAT,
  STREAM,
  streamed,
  textOf,
  allClosed,
  cleanups,
} from './openai-provider.setup.js';

describe('a streamed reply', () => {
  it('is the bytes of the upstream, without the usage that the client did not ask for', async () => {
    const { provider } = await setup(sse(': hi\n\n' + ROLE + WORD + STOP + USAGE + DONE));
    const reply = streamed(await provider.call(aCall({ text: STREAM })));
    expect(reply.contentType).toBe('text/event-stream; charset=utf-8');
    expect(await textOf(reply)).toBe(': hi\n\n' + ROLE + WORD + STOP + DONE);
    expect(reply.observed).toMatchObject({
      usage: { promptTokens: 3, completionTokens: 1 },
      finishReason: 'stop',
    });
  });

  it.each([
    ['asked for it', '{"model":"m","stream":true,"stream_options":{"include_usage":true}}', true],
    ['and the gateway did not, so that the server forces it', STREAM, false],
  ])('keeps the usage when the client %s', async (_, text, streamUsage) => {
    const { provider } = await setup(sse(ROLE + STOP + USAGE + DONE), { streamUsage });
    expect(await textOf(await provider.call(aCall({ text })))).toBe(ROLE + STOP + USAGE + DONE);
  });

  it('begins before the upstream has finished', async () => {
    const { provider } = await setup(sse(ROLE, false));
    const { chunks } = streamed(await provider.call(aCall({ text: STREAM })));
    for await (const chunk of chunks) {
      expect(String(chunk)).toBe(ROLE);
      break;
    }
  });

  it('uses its connection again after [DONE]', async () => {
    const { provider, sockets } = await setup(sse(ROLE + STOP + DONE));
    for (let i = 0; i < 10; i += 1) await textOf(await provider.call(aCall({ text: STREAM })));
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('is incomplete when the connection is reset', async () => {
    const { provider } = await setup((response) => {
      sse(ROLE + WORD, false)(response);
      setImmediate(() => response.destroy());
    });
    const reply = await provider.call(aCall({ text: STREAM }));
    await expect(textOf(reply)).rejects.toMatchObject({ code: 'upstream_incomplete', upstream: 'gpu' });
  });

  it('closes the upstream when the client stops reading', async () => {
    const { provider, sockets } = await setup(sse(ROLE, false));
    for await (const _ of streamed(await provider.call(aCall({ text: STREAM }))).chunks) break;
    await allClosed(sockets);
  });

  it('closes the upstream when the client aborts in the middle', async () => {
    const leaving = new AbortController();
    const { provider, sockets } = await setup(sse(ROLE, false));
    const reply = streamed(await provider.call(aCall({ text: STREAM, signal: leaving.signal })));
    const reading = textOf(reply);
    leaving.abort();
    await expect(reading).rejects.toMatchObject({ code: 'client_closed_request' });
    await allClosed(sockets);
  });

  it('closes the upstream when the client aborts while comments keep it waiting', async () => {
    const leaving = new AbortController();
    const { provider, sockets } = await setup((response) => {
      sse(': keep-alive\n\n', false)(response);
      setImmediate(() => leaving.abort());
    });
    await expect(provider.call(aCall({ text: STREAM, signal: leaving.signal }))).rejects.toMatchObject({
      code: 'client_closed_request',
    });
    await allClosed(sockets);
  });
});

describe('time limits', () => {
  const limits = (limit: object) => ({
    timeouts: { connect: 1000, firstToken: 0, idle: 0, total: 0, ...limit },
  });

  it('comments do not count as a first token', async () => {
    let ping: NodeJS.Timeout | undefined;
    cleanups.push(() => clearInterval(ping));
    const { provider, sockets } = await setup(
      (response) => {
        sse(ROLE, false)(response);
        ping = setInterval(() => response.write(': keep-alive\n\n'), 10);
      },
      limits({ firstToken: 80 }),
    );
    const reply = await provider.call(aCall({ text: STREAM }));
    await expect(textOf(reply)).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringMatching(/first-token/),
    });
    await allClosed(sockets);
  });

  it('silence after the first token ends the stream', async () => {
    const { provider, sockets } = await setup(
      sse(ROLE + WORD, false),
      limits({ firstToken: 1000, idle: 50 }),
    );
    const reply = await provider.call(aCall({ text: STREAM }));
    await expect(textOf(reply)).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringMatching(/idle/),
    });
    await allClosed(sockets);
  });

  it.each([CHAT, STREAM])('no answer at all ends the call', async (text) => {
    const { provider, sockets } = await setup(() => undefined, limits({ total: 50 }));
    await expect(provider.call(aCall({ text }))).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringMatching(/total/),
    });
    await allClosed(sockets);
  });
});
