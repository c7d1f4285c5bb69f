import type { Endpoint, ModelCall, ModelReply, Provider, StreamReply } from '@app/providers';

export interface StartedProvider {
  readonly provider: Provider;
  readonly chatModel: string;
  readonly embeddingModel: string;
  /** A chat model whose stream says something and then hangs; absent where every stream waits for its reader. */
  readonly hangingModel?: string;
  /** stop ends the upstream; the contract closes the provider itself. */
  stop(): Promise<void>;
}

type Body = ModelCall['body'];

interface Choice {
  readonly index: number;
  readonly message?: { readonly role: string; readonly content: string };
  readonly delta?: { readonly role?: string; readonly content?: string };
  readonly finish_reason: string | null;
}

interface Reply {
  readonly choices: readonly Choice[];
  readonly data: readonly { readonly embedding: number[] | string }[];
}

const MESSAGES = [{ role: 'user', content: 'Say something short.' }];

/** describeProviderContract holds what the gateway relies on, whichever upstream is behind a provider. */
export function describeProviderContract(name: string, start: () => Promise<StartedProvider>): void {
  describe(`the ${name} provider`, () => {
    let started: StartedProvider;

    beforeEach(async () => {
      started = await start();
    });

    afterEach(async () => {
      await started.provider.close();
      await started.stop();
    });

    const call = (endpoint: Endpoint, body: Body, parts: Partial<ModelCall> = {}): Promise<ModelReply> =>
      started.provider.call(aCall(endpoint, body, parts));
    const chat = (body: Body = {}, parts: Partial<ModelCall> = {}): Promise<ModelReply> =>
      call('chat', { model: started.chatModel, messages: MESSAGES, ...body }, parts);
    const embed = (body: Body): Promise<ModelReply> =>
      call('embeddings', { model: started.embeddingModel, input: 'one', ...body });

    it('lists the models that it serves', async () => {
      const models = await started.provider.listModels(new AbortController().signal);
      const ids = models.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining([started.chatModel, started.embeddingModel]));
      for (const { created, ownedBy } of models) {
        expect(Number.isInteger(created)).toBe(true);
        expect(ownedBy).not.toBe('');
      }
    });

    it('answers its health probe', async () => {
      await expect(started.provider.probe(new AbortController().signal)).resolves.toBeUndefined();
    });

    it('answers a chat as one JSON object, and knows its usage and how it ended', async () => {
      const reply = await chat();
      const { choices } = wholeOf(reply);
      expect(reply.contentType).toMatch(/^application\/json/);
      expect(choices).toMatchObject([{ index: 0, message: { role: 'assistant' }, finish_reason: 'stop' }]);
      expect(choices[0]?.message?.content).not.toBe('');
      expect(reply.observed.finishReason).toBe('stop');
      expect(reply.observed.usage?.completionTokens).toBeGreaterThan(0);
    });

    it('streams a chat: role first, one finish, [DONE] last, whole events only', async () => {
      const reply = streamOf(await chat({ stream: true }));
      const chunks = await chunksOf(reply);
      for (const chunk of chunks) expect(chunk).toMatch(/^data: [^]*\n\n$/);
      const data = dataOf(chunks);
      expect(data.pop()).toBe('[DONE]');
      const choices = data.flatMap((text) => (JSON.parse(text) as Reply).choices);
      expect(choices[0]?.delta?.role).toBe('assistant');
      expect(
        choices.filter(({ finish_reason: finish }) => finish !== null && finish !== undefined),
      ).toHaveLength(1);
      expect(choices.map(({ delta }) => delta?.content ?? '').join('')).not.toBe('');
      expect(reply.contentType).toMatch(/^text\/event-stream/);
    });

    it('knows a stream by its end: usage, finish reason and when the first token came', async () => {
      const reply = streamOf(await chat({ stream: true }));
      const before = performance.now();
      await chunksOf(reply);
      expect(reply.observed.finishReason).toBe('stop');
      expect(reply.observed.usage?.completionTokens).toBeGreaterThan(0);
      expect(reply.observed.firstTokenAt).toBeLessThanOrEqual(performance.now());
      expect(reply.observed.firstTokenAt).toBeGreaterThan(before - 10_000);
      expect(reply.observed.failure).toBeUndefined();
    });

    it.each([
      ['does not show usage to a client that did not ask', undefined, 0],
      ['shows usage once to a client that asked', { include_usage: true }, 1],
    ])('%s', async (_, options, times) => {
      const body = options === undefined ? { stream: true } : { stream: true, stream_options: options };
      const data = dataOf(await chunksOf(streamOf(await chat(body)))).slice(0, -1);
      const shown = data.filter(
        (text) => ((JSON.parse(text) as { usage?: object | null }).usage ?? null) !== null,
      );
      expect(shown).toHaveLength(times);
    });

    it('answers a text completion', async () => {
      const reply = await call('completions', { model: started.chatModel, prompt: 'One two' });
      expect(wholeOf(reply).choices).toMatchObject([{ text: expect.stringMatching(/./) as string }]);
    });

    it('embeds with the same numbers in float and base64', async () => {
      const floats = wholeOf(await embed({ encoding_format: 'float' })).data[0]?.embedding;
      const base64 = wholeOf(await embed({ encoding_format: 'base64' })).data[0]?.embedding;
      expect(Array.isArray(floats) && floats.length > 0).toBe(true);
      expect(decode(base64 as string)).toEqual([...Float32Array.from(floats as number[])]);
    });

    it('does not know an unknown model', async () => {
      await expect(chat({ model: 'nobody/nothing' })).rejects.toMatchObject({ code: 'model_not_found' });
      await expect(chat({ model: 'nobody/nothing', stream: true })).rejects.toMatchObject({
        code: 'model_not_found',
      });
    });

    it.each([false, true])('does nothing for a client that has left (stream: %s)', async (stream) => {
      await expect(chat({ stream }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'client_closed_request',
      });
    });

    it('breaks a stream off when its client leaves', async () => {
      const leaving = new AbortController();
      const model = started.hangingModel ?? started.chatModel;
      const reply = streamOf(await chat({ model, stream: true }, { signal: leaving.signal }));
      leaving.abort();
      await expect(chunksOf(reply)).rejects.toMatchObject({ code: 'client_closed_request' });
    });

    it('lets a reader leave early, and works on', async () => {
      const model = started.hangingModel ?? started.chatModel;
      for await (const chunk of streamOf(await chat({ model, stream: true })).chunks) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect((await chat()).kind).toBe('whole');
    });

    it('may be closed twice', async () => {
      await started.provider.close();
      await expect(started.provider.close()).resolves.toBeUndefined();
    });
  });
}

function aCall(endpoint: Endpoint, body: Body, parts: Partial<ModelCall>): ModelCall {
  const model = body['model'] as string;
  return {
    endpoint,
    model,
    requestedModel: model,
    body,
    bytes: Buffer.from(JSON.stringify(body)),
    requestId: 'req-contract',
    signal: new AbortController().signal,
    ...parts,
  };
}

function wholeOf(reply: ModelReply): Reply {
  if (reply.kind !== 'whole') throw new Error('The provider streamed; a whole reply was wanted.');
  return JSON.parse(reply.bytes.toString()) as Reply;
}

function streamOf(reply: ModelReply): StreamReply {
  if (reply.kind !== 'stream') throw new Error('The provider sent a whole reply; a stream was wanted.');
  return reply;
}

async function chunksOf({ chunks }: StreamReply): Promise<string[]> {
  const texts: string[] = [];
  for await (const chunk of chunks) texts.push(chunk.toString());
  return texts;
}

function dataOf(chunks: readonly string[]): string[] {
  return chunks
    .join('')
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length));
}

function decode(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}
