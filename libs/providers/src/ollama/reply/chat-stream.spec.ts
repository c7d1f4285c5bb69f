import type { JsonObject } from '@app/kernel';
import fc from 'fast-check';
import { chatTranslation } from '../chat.js';
import { nativeRecord } from '../native-record.js';
import { aCall, aRecord, aSettings, DONE } from '../scripted-ollama.js';

const HELLO = [{ role: 'user', content: 'hello' }];
const CALL = { function: { name: 'f', arguments: { a: 1 } } };

interface Choice {
  readonly index: number;
  readonly delta: JsonObject & { content?: string; reasoning?: string; tool_calls?: JsonObject[] };
  readonly finish_reason: string | null;
}

function chunksOf(records: readonly JsonObject[], body: JsonObject = {}): JsonObject[] {
  const { encoder } = chatTranslation(aCall({ messages: HELLO, stream: true, ...body }), aSettings());
  return records.flatMap((record) => encoder?.push(nativeRecord('ollama', record)) ?? []);
}

const choicesOf = (chunks: readonly JsonObject[]): Choice[] =>
  chunks.flatMap(({ choices }) => choices as unknown as Choice[]);
const deltasOf = (chunks: readonly JsonObject[]) => choicesOf(chunks).map(({ delta }) => delta);

describe('a chat stream', () => {
  it('opens with the role, and every chunk has one id, one time and the name that the client used', () => {
    const chunks = chunksOf([aRecord({ content: 'Blue' }), aRecord({}, DONE)]);
    const head = { object: 'chat.completion.chunk', id: chunks[0]?.['id'], created: chunks[0]?.['created'] };
    expect(head.id).toMatch(/^chatcmpl-\w{20,}$/);
    for (const chunk of chunks) expect(chunk).toMatchObject({ ...head, model: 'alias' });
    expect(choicesOf(chunks)).toEqual([
      { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null },
      { index: 0, delta: { content: 'Blue' }, finish_reason: null },
      { index: 0, delta: {}, finish_reason: 'stop' },
    ]);
  });

  it('splits a record that holds everything: reasoning, content, then calls, one to a chunk', () => {
    const record = aRecord({ thinking: 'hm', content: 'so', tool_calls: [{ id: 'x1', ...CALL }, CALL] });
    const made = { type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
    expect(deltasOf(chunksOf([record]))).toEqual([
      { role: 'assistant', content: '' },
      { reasoning: 'hm', reasoning_content: 'hm' },
      { content: 'so' },
      { tool_calls: [{ index: 0, id: 'x1', ...made }] },
      { tool_calls: [{ index: 1, id: expect.stringMatching(/^call_\w+$/), ...made }] },
    ]);
  });

  it.each<[string, JsonObject[]]>([
    [
      'on records of their own',
      [aRecord({ tool_calls: [CALL] }), aRecord({ tool_calls: [CALL] }), aRecord({}, DONE)],
    ],
    ['on the last record', [aRecord({ content: 'x' }), aRecord({ tool_calls: [CALL, CALL] }, DONE)]],
  ])('numbers calls on through the stream when they come %s', (_where, records) => {
    const chunks = chunksOf(records);
    const calls = deltasOf(chunks).flatMap(({ tool_calls }) => tool_calls ?? []);
    expect(calls.map(({ index }) => index)).toEqual([0, 1]);
    expect(choicesOf(chunks).at(-1)?.finish_reason).toBe('tool_calls');
  });

  it('passes on the first call alone when parallel calls are switched off', () => {
    const records = [
      aRecord({ tool_calls: [CALL, CALL] }),
      aRecord({ tool_calls: [CALL] }),
      aRecord({}, DONE),
    ];
    const deltas = deltasOf(chunksOf(records, { parallel_tool_calls: false }));
    expect(deltas.flatMap(({ tool_calls }) => tool_calls ?? [])).toHaveLength(1);
  });

  it.each<[string | undefined, boolean, string]>([
    ['stop', false, 'stop'],
    ['stop', true, 'tool_calls'],
    ['length', false, 'length'],
    ['length', true, 'length'],
    ['load', false, 'stop'],
    ['unload', false, 'stop'],
    [undefined, false, 'stop'],
    [undefined, true, 'tool_calls'],
  ])('ends done_reason %s, with calls: %s, as %s', (done_reason, calls, finish) => {
    const last = { done: true, ...(done_reason !== undefined && { done_reason }) };
    const chunks = chunksOf([aRecord(calls ? { tool_calls: [CALL] } : {}, last)]);
    expect(choicesOf(chunks).at(-1)).toEqual({ index: 0, delta: {}, finish_reason: finish });
  });

  it('tells the usage last, without choices, and only when asked to', () => {
    const records = [aRecord({ content: 'x' }), aRecord({}, DONE)];
    const usage = { prompt_tokens: 21, completion_tokens: 2, total_tokens: 23 };
    const asked = chunksOf(records, { stream_options: { include_usage: true } });
    expect(asked.at(-1)).toMatchObject({ choices: [], usage });
    expect(asked.slice(0, -1).every((chunk) => !('usage' in chunk))).toBe(true);
    expect(chunksOf(records).some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('counts what Ollama leaves out as zero', () => {
    const chunks = chunksOf([aRecord({}, { done: true })], { stream_options: { include_usage: true } });
    expect(chunks.at(-1)?.['usage']).toEqual({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
  });

  it('wraps logprobs as OpenAI does', () => {
    const logprobs = [{ token: ' Hi', logprob: -0.1, bytes: [32, 72, 105] }];
    const [, chunk] = chunksOf([aRecord({ content: ' Hi' }, { logprobs })]);
    const content = [{ token: ' Hi', logprob: -0.1, bytes: [32, 72, 105], top_logprobs: [] }];
    expect(chunk?.['choices']).toMatchObject([
      { delta: { content: ' Hi' }, logprobs: { content, refusal: null } },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['without done', { message: { content: 'x' } }],
    ['with content that is no string', aRecord({ content: ['x'] })],
    ['with calls that are no list', aRecord({ tool_calls: CALL })],
    ['with a call that has no name', aRecord({ tool_calls: [{ function: {} }] })],
    ['with a message that is no object', { message: 'x', done: false }],
  ])('refuses a record %s as upstream_malformed', (_what, record) => {
    expect(() => chunksOf([record])).toThrow(expect.objectContaining({ code: 'upstream_malformed' }));
  });
});

interface Message {
  readonly thinking: string;
  readonly content: string;
  readonly tool_calls: JsonObject[];
}

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const calls = fc.array(fc.constant(CALL), { maxLength: 3 });
const messages: fc.Arbitrary<Message[]> = fc.array(
  fc.record({ thinking: text, content: text, tool_calls: calls }),
);
const streamOf = (said: readonly Message[]) =>
  chunksOf([...said.map((message) => aRecord({ ...message })), aRecord({}, DONE)]);

describe('any chat stream', () => {
  it('has one role, first, and one finish, last', () => {
    fc.assert(
      fc.property(messages, (all) => {
        const choices = choicesOf(streamOf(all));
        const at = (is: (choice: Choice) => boolean) =>
          choices.flatMap((choice, i) => (is(choice) ? [i] : []));
        expect(at(({ delta }) => 'role' in delta)).toEqual([0]);
        expect(at(({ finish_reason: finish }) => finish !== null)).toEqual([choices.length - 1]);
      }),
    );
  });

  it('says all that the records say, in order', () => {
    fc.assert(
      fc.property(messages, (all) => {
        const deltas = deltasOf(streamOf(all));
        expect(deltas.map(({ content }) => content ?? '').join('')).toBe(
          all.map(({ content }) => content).join(''),
        );
        const thought = all.map(({ thinking }) => thinking).join('');
        expect(deltas.map(({ reasoning }) => reasoning ?? '').join('')).toBe(thought);
      }),
    );
  });

  it('numbers its calls from 0 without gaps, each with an id of its own', () => {
    fc.assert(
      fc.property(messages, (all) => {
        const calls = deltasOf(streamOf(all)).flatMap(({ tool_calls }) => tool_calls ?? []);
        expect(calls.map(({ index }) => index)).toEqual(calls.map((_call, at) => at));
        expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
      }),
    );
  });
});
