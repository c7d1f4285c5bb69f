import type { ServerResponse } from 'node:http';

interface Chat {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content?: string | null }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

const CODE = [
  'A short way to read it:',
  '',
  '```python',
  'import json',
  '',
  'def read(path):  # one value for each line',
  '    with open(path) as lines:',
  '        return [json.loads(line) for line in lines if line != "<b>"]',
  '```',
  '',
  'It reads all lines at once, so that the file has to fit into memory.',
].join('\n');

/** FakeChat answers chats word by word. Tests see what was asked, and which answers were left in the middle. */
export class FakeChat {
  readonly asked: Chat[] = [];
  aborted = 0;
  /** Between two words. */
  wordMs = 15;

  serve(chat: Chat, response: ServerResponse): void {
    this.asked.push(chat);
    const head = { 'content-type': 'text/event-stream', 'x-request-id': `req-chat-${this.asked.length}` };
    response.writeHead(200, head).flushHeaders();
    const call = callIn(chat);
    if (call !== undefined) return end(response, [call]);
    const words = answerTo(chat).split(/(?<=\s)/);
    const timer = setInterval(() => {
      const word = words.shift();
      if (word !== undefined)
        return void response.write(frame({ choices: [{ index: 0, delta: { content: word } }] }));
      clearInterval(timer);
      return end(response, []);
    }, this.wordMs);
    response.once('close', () => {
      clearInterval(timer);
      if (!response.writableFinished) this.aborted += 1;
    });
  }
}

function answerTo({ model, messages }: Chat): string {
  const last = messages.at(-1);
  if (last?.role === 'tool') return `The tool says: ${last.content ?? ''}`;
  if (model === 'loopback/echo') return last?.content ?? '';
  return CODE;
}

/** A model that is offered tools asks for the first of them, once. */
function callIn({ model, messages, tools }: Chat): object | undefined {
  const [tool] = tools ?? [];
  if (model === 'loopback/echo' || tool === undefined || messages.at(-1)?.role === 'tool') return undefined;
  const call = {
    index: 0,
    id: 'call-1',
    type: 'function',
    function: { name: tool.function.name, arguments: '{"path":"notes.md"}' },
  };
  return { choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }] };
}

function end(response: ServerResponse, chunks: readonly object[]): void {
  for (const chunk of chunks) response.write(frame(chunk));
  response.write(frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
  response.write(frame({ choices: [], usage: { prompt_tokens: 14, completion_tokens: 52 } }));
  response.end('data: [DONE]\n\n');
}

function frame(chunk: object): string {
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', ...chunk })}\n\n`;
}
