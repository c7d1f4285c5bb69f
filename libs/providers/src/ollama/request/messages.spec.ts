import type { JsonValue } from '@app/kernel';
import { nativeMessages } from './messages.js';

const PNG = 'iVBORw0KGgo=';

describe('messages', () => {
  it.each([
    ['system', 'system'],
    ['developer', 'system'],
    ['user', 'user'],
    ['assistant', 'assistant'],
    ['tool', 'tool'],
    ['function', 'tool'],
  ])('takes role %s as %s', (role, native) => {
    expect(nativeMessages([{ role, content: 'hi' }])).toEqual([{ role: native, content: 'hi' }]);
  });

  it.each([
    ['a string', 'hi', 'hi'],
    ['null', null, ''],
    [
      'text parts',
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
      'a\nb',
    ],
    ['no parts', [], ''],
  ])('takes content given as %s', (_kind, content, text) => {
    expect(nativeMessages([{ role: 'user', content }])).toEqual([{ role: 'user', content: text }]);
  });

  it('lets an assistant turn leave its content out', () => {
    expect(nativeMessages([{ role: 'assistant' }])).toEqual([{ role: 'assistant', content: '' }]);
  });

  it('turns data: URLs and sound into bare base64, in order', () => {
    const content = [
      { type: 'text', text: 'what is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}`, detail: 'low' } },
      { type: 'image_url', image_url: `data:image/webp;charset=utf-8;base64,AAAA` },
      { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
    ];
    expect(nativeMessages([{ role: 'user', content }])).toEqual([
      { role: 'user', content: 'what is this?', images: [PNG, 'AAAA', 'UklGRg=='] },
    ]);
  });

  it('carries a tool round trip with its ids, and looks the tool name up', () => {
    const call = (id: string, name: string, args: string) => ({
      id,
      type: 'function',
      function: { name, arguments: args },
    });
    const native = nativeMessages([
      { role: 'user', content: 'weather and time?' },
      {
        role: 'assistant',
        content: null,
        reasoning_content: 'two calls',
        tool_calls: [call('call_a', 'weather', '{"city":"Oslo"}'), call('call_b', 'time', '')],
      },
      { role: 'tool', tool_call_id: 'call_b', content: '12:00' },
      { role: 'tool', tool_call_id: 'call_a', content: [{ type: 'text', text: 'snow' }] },
    ]);
    expect(native.slice(1)).toEqual([
      {
        role: 'assistant',
        content: '',
        thinking: 'two calls',
        tool_calls: [
          { id: 'call_a', function: { index: 0, name: 'weather', arguments: { city: 'Oslo' } } },
          { id: 'call_b', function: { index: 1, name: 'time', arguments: {} } },
        ],
      },
      { role: 'tool', content: '12:00', tool_name: 'time', tool_call_id: 'call_b' },
      { role: 'tool', content: 'snow', tool_name: 'weather', tool_call_id: 'call_a' },
    ]);
  });

  it('accepts reasoning under its newer name, and arguments that are an object already', () => {
    const tool_calls = [{ function: { name: 'f', arguments: { a: 1 } } }];
    expect(nativeMessages([{ role: 'assistant', content: 'x', reasoning: 'hm', tool_calls }])).toEqual([
      {
        role: 'assistant',
        content: 'x',
        thinking: 'hm',
        tool_calls: [{ function: { index: 0, name: 'f', arguments: { a: 1 } } }],
      },
    ]);
  });

  it('carries the older function_call and its result', () => {
    const native = nativeMessages([
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', name: 'f', content: 'done' },
    ]);
    expect(native).toEqual([
      { role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: {} } }] },
      { role: 'tool', content: 'done', tool_name: 'f' },
    ]);
  });

  const user = (content: JsonValue) => [{ role: 'user', content }];
  const assistant = (tool_calls: JsonValue) => [{ role: 'assistant', content: null, tool_calls }];
  it.each<[string, JsonValue | undefined, string, string]>([
    ['nothing', undefined, 'messages', 'invalid_request'],
    ['a string', 'hi', 'messages', 'invalid_request'],
    ['an empty array', [], 'messages', 'invalid_request'],
    ['a message that is no object', ['hi'], 'messages[0]', 'invalid_request'],
    ['no role', [{ content: 'x' }], 'messages[0].role', 'invalid_request'],
    ['an unknown role', [{ role: '__proto__', content: 'x' }], 'messages[0].role', 'invalid_request'],
    ['no content', [{ role: 'user' }], 'messages[0].content', 'invalid_request'],
    ['content that is a number', user(3), 'messages[0].content', 'invalid_request'],
    ['a part without text', user([{ type: 'text' }]), 'messages[0].content[0].text', 'invalid_request'],
    [
      'a file part',
      user([{ type: 'file', file: {} }]),
      'messages[0].content[0].type',
      'unsupported_parameter',
    ],
    [
      'a remote image',
      user([{ type: 'image_url', image_url: { url: 'https://example.org/cat.png' } }]),
      'messages[0].content[0].image_url.url',
      'invalid_request',
    ],
    [
      'arguments that are no JSON',
      assistant([{ id: 'a', function: { name: 'f', arguments: '{"a":' } }]),
      'messages[0].tool_calls[0].function.arguments',
      'invalid_request',
    ],
    [
      'arguments that are no object',
      assistant([{ id: 'a', function: { name: 'f', arguments: '[1]' } }]),
      'messages[0].tool_calls[0].function.arguments',
      'invalid_request',
    ],
    [
      'a custom tool call',
      assistant([{ id: 'a', type: 'custom', custom: {} }]),
      'messages[0].tool_calls[0].type',
      'unsupported_parameter',
    ],
  ])('refuses %s and names the field', (_what, messages, param, code) => {
    expect(() => nativeMessages(messages)).toThrow(expect.objectContaining({ code, param }));
  });

  it('never repeats the URL of an image that it refuses', () => {
    const secret = user([{ type: 'image_url', image_url: { url: 'https://x/?token=s3cret' } }]);
    expect(() => nativeMessages(secret)).toThrow(/data: URL/);
    expect(() => nativeMessages(secret)).not.toThrow(/s3cret/);
  });
});
