import { completionRequest } from './completion-request.js';

const messages = [{ role: 'user', content: 'hello' }];

describe('the body of a chat completion with an agent', () => {
  it('names the agent, with or without its prefix', () => {
    for (const model of ['agent/ann', 'ann']) {
      expect(completionRequest({ model, messages, temperature: 1 })).toEqual({
        agent: 'ann',
        messages,
        stream: false,
        includeUsage: false,
      });
    }
  });

  it('may ask for a stream and its usage', () => {
    const body = { model: 'ann', messages, stream: true, stream_options: { include_usage: true } };
    expect(completionRequest(body)).toMatchObject({ stream: true, includeUsage: true });
  });

  const refused: [object, string, string][] = [
    [{ messages }, 'model', 'must be a string, got nothing'],
    [{ model: 'ann' }, 'messages', 'got nothing'],
    [{ model: 'ann', messages: [] }, 'messages', 'at least one message'],
    [{ model: 'ann', messages: [3] }, 'messages[0]', 'must be an object, got number'],
    [{ model: 'ann', messages: [{ role: 'king' }] }, 'messages[0].role', 'must be one of'],
    [{ model: 'ann', messages, stream: 'yes' }, 'stream', 'must be a boolean, got string'],
    [{ model: 'ann', messages, tools: [{}] }, 'tools', 'not for a client'],
    [{ model: 'ann', messages, n: 2 }, 'n', 'not for a client'],
  ];
  it.each(refused)('is refused as %j, which names the field', (body, param, words) => {
    expect(() => completionRequest(body)).toThrow(
      expect.objectContaining({ param, message: expect.stringContaining(words) as string }),
    );
  });

  it('may hold empty values for what is refused', () => {
    expect(completionRequest({ model: 'ann', messages, tools: [], n: 1, functions: null }).agent).toBe('ann');
  });
});
