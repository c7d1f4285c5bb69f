import { rewriteQuestion, rewriteResult, rewriteTool } from './rewrite-uris.js';

const mark = (uri: string): string => `x:${uri}`;

describe('URIs in results', () => {
  it('are rewritten in links and embedded resources of a tool result, and nothing else is', () => {
    const result = {
      content: [
        { type: 'text', text: 'uri', uri: 'no' },
        { type: 'resource_link', uri: 'a', name: 'n', unknown: [1] },
        { type: 'resource', resource: { uri: 'b', text: 't', _meta: { k: 1 } }, annotations: {} },
      ],
      structuredContent: { uri: 'c', content: [{ type: 'resource_link', uri: 'd' }] },
      _meta: { uri: 'e' },
    };
    expect(rewriteResult('tools/call', result, mark)).toEqual({
      ...result,
      content: [
        { type: 'text', text: 'uri', uri: 'no' },
        { type: 'resource_link', uri: 'x:a', name: 'n', unknown: [1] },
        { type: 'resource', resource: { uri: 'x:b', text: 't', _meta: { k: 1 } }, annotations: {} },
      ],
    });
  });

  it('are rewritten in prompts, where content is one block or a list', () => {
    const block = { type: 'resource', resource: { uri: 'a' } };
    const result = {
      messages: [
        { role: 'user', content: block },
        { role: 'user', content: [block] },
      ],
    };
    const rewritten = { type: 'resource', resource: { uri: 'x:a' } };
    expect(rewriteResult('prompts/get', result, mark)).toEqual({
      messages: [
        { role: 'user', content: rewritten },
        { role: 'user', content: [rewritten] },
      ],
    });
  });

  it('are rewritten in what was read', () => {
    const result = {
      contents: [
        { uri: 'a', blob: 'AA==' },
        { uri: 'b', text: '' },
      ],
    };
    expect(rewriteResult('resources/read', result, mark)).toEqual({
      contents: [
        { uri: 'x:a', blob: 'AA==' },
        { uri: 'x:b', text: '' },
      ],
    });
  });

  it('are rewritten in tool results within sampling messages', () => {
    const params = {
      messages: [
        { role: 'user', content: [{ type: 'tool_result', content: [{ type: 'resource_link', uri: 'a' }] }] },
      ],
    };
    expect(rewriteQuestion(params, mark)).toEqual({
      messages: [
        {
          role: 'user',
          content: [{ type: 'tool_result', content: [{ type: 'resource_link', uri: 'x:a' }] }],
        },
      ],
    });
  });

  it('are rewritten where a tool names its user interface, in both of its spellings', () => {
    const tool = {
      name: 't',
      _meta: { ui: { resourceUri: 'ui://a', k: 1 }, 'ui/resourceUri': 'ui://a', other: 2 },
    };
    expect(rewriteTool(tool, mark)).toEqual({
      name: 't',
      _meta: { ui: { resourceUri: 'x:ui://a', k: 1 }, 'ui/resourceUri': 'x:ui://a', other: 2 },
    });
  });

  it('leave results of other methods as they are', () => {
    const result = { content: [{ type: 'resource_link', uri: 'a' }] };
    expect(rewriteResult('completion/complete', result, mark)).toBe(result);
  });
});
