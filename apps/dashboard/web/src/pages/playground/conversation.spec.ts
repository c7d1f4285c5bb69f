import { Problem } from '../../api/problem.js';
import { Conversation, requestOf, type Surroundings, type TurnSettings } from './conversation.js';
import { figuresOf, type AnswerEntry } from './entries.js';
import { offered } from './offered-tools.js';

const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const says = (content: string) =>
  event({ choices: [{ delta: { content } }] }) +
  event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 20 } }) +
  event('[DONE]');
const calls = (name: string, given = '{}', id = 'call-1') =>
  event({
    choices: [
      {
        delta: { tool_calls: [{ index: 0, id, function: { name, arguments: given } }] },
        finish_reason: 'tool_calls',
      },
    ],
  }) + event('[DONE]');

const answer = (text: string) =>
  new Response(text, { headers: { 'content-type': 'text/event-stream', 'x-request-id': 'req-1' } });

const tools = offered([
  { server: 'files', tools: [{ name: 'read' }, { name: 'wipe', annotations: { destructiveHint: true } }] },
]);
const settings: TurnSettings = { model: 'ollama/a', system: '', body: {}, tools: [], areCallsMade: false };
const withTools = { ...settings, tools, areCallsMade: true };

/** Talks to a model that answers as scripted. */
function talk(script: readonly string[], around: Partial<Surroundings> = {}) {
  const asked: { messages: unknown[]; tools?: unknown[] }[] = [];
  const made: unknown[] = [];
  let ms = 0;
  const conversation = new Conversation({
    ask: async (body) => {
      asked.push(body as never);
      return answer(script[asked.length - 1] ?? says('no more'));
    },
    call: async (...given) => {
      made.push(given.slice(0, 3));
      return { content: [{ type: 'text', text: 'the result' }] };
    },
    now: () => (ms += 500),
    soon: (then) => then(),
    ...around,
  });
  return { conversation, asked, made, entries: () => conversation.get().entries };
}

it('a turn is asked with all that was said before', async () => {
  const { conversation, asked } = talk([says('Hello.'), says('Again.')]);
  await conversation.send('Hi', { ...settings, system: 'Be short.', body: { temperature: 0 } });
  await conversation.send('More', settings);
  expect(asked[0]).toEqual({
    model: 'ollama/a',
    messages: [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Hi' },
    ],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0,
  });
  expect(asked[1]?.messages).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello.' },
    { role: 'user', content: 'More' },
  ]);
});

it('an answer has its figures and the id of its request', async () => {
  const { conversation, entries } = talk([says('Hello.')]);
  await conversation.send('Hi', settings);
  const last = entries().at(-1) as AnswerEntry;
  expect(last).toMatchObject({ state: 'done', requestId: 'req-1', firstMs: 500, endMs: 1_000 });
  expect(figuresOf(last)).toEqual({ firstMs: 500, tokensPerSecond: 40, input: 3, output: 20 });
});

it('stop closes the connection, and keeps what had come', async () => {
  let isClosed = false;
  const first = event({ choices: [{ delta: { content: 'So far' } }] });
  const { conversation, entries } = talk([], {
    ask: async (_, signal) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(first));
          signal.addEventListener('abort', () => {
            isClosed = true;
            controller.error(signal.reason);
          });
        },
      });
      return new Response(body);
    },
  });
  const seen = new Promise<void>((resolve) => {
    conversation.subscribe(() => {
      if ((conversation.get().entries.at(-1) as AnswerEntry).answer?.text !== '') resolve();
    });
  });
  const turn = conversation.send('Hi', settings);
  await seen;
  conversation.stop();
  await turn;
  expect(isClosed).toBe(true);
  expect(entries().at(-1)).toMatchObject({ state: 'stopped', answer: { text: 'So far' } });
  expect(conversation.get().isBusy).toBe(false);
});

it('a refusal is in the conversation, and is not sent along the next time', async () => {
  const refused = new Response('{"error":{"code":"model_not_found","message":"there is no such model"}}', {
    status: 404,
  });
  const { conversation, entries } = talk([], { ask: async () => refused.clone() });
  await conversation.send('Hi', settings);
  expect(entries().at(-1)).toMatchObject({
    state: 'failed',
    problem: { status: 404, code: 'model_not_found' },
  });
  expect(conversation.get().raw).toMatchObject({ status: 404 });
  expect(requestOf(settings, entries())).toMatchObject({ messages: [{ role: 'user', content: 'Hi' }] });
});

it('calls are made when that is switched on, and the model goes on with their results', async () => {
  const { conversation, asked, made, entries } = talk([
    calls('files__read', '{"path":"a"}'),
    says('It says so.'),
  ]);
  await conversation.send('Read it', withTools);
  expect(made).toEqual([['files', 'read', { path: 'a' }]]);
  expect(asked[1]?.messages.at(-1)).toEqual({ role: 'tool', tool_call_id: 'call-1', content: 'the result' });
  expect(entries().map(({ kind }) => kind)).toEqual(['user', 'answer', 'tool', 'answer']);
});

it('calls wait for the viewer while that is switched off, and always when the tool destroys', async () => {
  for (const [name, given] of [
    ['files__read', { ...withTools, areCallsMade: false }],
    ['files__wipe', withTools],
  ] as const) {
    const { conversation, made } = talk([calls(name), says('Done.')]);
    await conversation.send('Go', given);
    expect(made).toEqual([]);
    await conversation.makeCalls(given);
    expect(made).toHaveLength(1);
    expect(conversation.get().entries.at(-1)).toMatchObject({ kind: 'answer', answer: { text: 'Done.' } });
  }
});

it('a call that was never made is told to the model as such', async () => {
  const { conversation, asked } = talk([calls('files__wipe'), says('I see.')]);
  await conversation.send('Go', withTools);
  await conversation.send('No, leave it', withTools);
  expect(asked[1]?.messages.at(-2)).toMatchObject({ role: 'tool', content: 'The call was not made.' });
});

it('a refused call, an unknown tool and broken arguments are told to the model', async () => {
  const refuse = async () => {
    throw new Problem(403, 'tool_denied', 'the policy denies it');
  };
  const denied = talk([calls('files__read')], { call: refuse });
  await denied.conversation.send('Go', withTools);
  const unknown = talk([calls('nobody__knows')]);
  await unknown.conversation.send('Go', withTools);
  const broken = talk([calls('files__read', '{"path')]);
  await broken.conversation.send('Go', withTools);
  expect(
    [denied, unknown, broken].map(({ entries }) => entries().find(({ kind }) => kind === 'tool')),
  ).toMatchObject([
    { state: 'failed', text: 'the policy denies it' },
    { state: 'failed', text: 'There is no tool of that name.' },
    { state: 'failed', text: 'The arguments are not a JSON object.' },
  ]);
});

it('a model that uses the same id for the calls of each turn has each of them made', async () => {
  const { conversation, made, asked } = talk([
    calls('files__read', '{"path":"a"}'),
    calls('files__read', '{"path":"b"}'),
    says('Done.'),
  ]);
  await conversation.send('Go', withTools);
  expect(made).toHaveLength(2);
  expect(asked[2]?.messages).toHaveLength(5);
});

it('a model that calls tools for ever is stopped', async () => {
  const endless = Array.from({ length: 30 }, (_, at) => calls('files__read', '{}', `call-${at}`));
  const { conversation, asked } = talk(endless);
  await conversation.send('Go', withTools);
  expect(asked).toHaveLength(8);
});

it('an answer of a conversation that was thrown away does not come back', async () => {
  let free = () => {};
  const held = new Promise<void>((resolve) => (free = resolve));
  const { conversation } = talk([], { ask: async () => held.then(() => answer(says('Late'))) });
  const turn = conversation.send('Hi', settings);
  conversation.show([]);
  free();
  await turn;
  expect(conversation.get()).toMatchObject({ entries: [], isBusy: false });
});
