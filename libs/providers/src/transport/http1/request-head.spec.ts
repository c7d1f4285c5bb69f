import { RequestHead } from './request-head.js';

const URL_OF = new URL('http://gpu.example:8000/v1/');
const SECRET = 'sk-very-secret';
const head = (headers: Readonly<Record<string, string>> = {}) => new RequestHead(URL_OF, headers);
const POST = { method: 'POST', path: '/chat' } as const;

describe('the head of a request', () => {
  it('holds what a server needs and nothing else', () => {
    const line = { ...POST, requestId: 'req-1', traceparent: '00-1-2-01' };
    expect(head({ authorization: `Bearer ${SECRET}` }).with(line, 7)).toBe(
      [
        'POST /v1/chat HTTP/1.1',
        'host: gpu.example:8000',
        'accept: application/json, text/event-stream',
        `authorization: Bearer ${SECRET}`,
        'content-type: application/json',
        'content-length: 7',
        'x-request-id: req-1',
        'traceparent: 00-1-2-01',
        '\r\n',
      ].join('\r\n'),
    );
  });

  it('says nothing of a body that a request does not have', () => {
    expect(head().with({ method: 'GET', path: '/models' }, undefined)).not.toContain('content-');
    expect(head().with(POST, 0)).toContain('\r\ncontent-length: 0\r\n');
  });

  it.each([
    ['http://gpu.example', 'gpu.example'],
    ['http://gpu.example:80', 'gpu.example'],
    ['https://gpu.example:443', 'gpu.example'],
    ['https://gpu.example:80', 'gpu.example:80'],
    ['http://[::1]:11434', '[::1]:11434'],
  ])('names the host of %s as %s', (url, host) => {
    expect(new RequestHead(new URL(url), {}).with(POST, 0)).toContain(`\r\nhost: ${host}\r\n`);
  });

  it.each(['a\r\nx: y', 'a\n', '\rb', 'nul\0', 'tab\t', 'umlaut ü', '\x7f', '日本'])(
    'carries no request id and no trace context like %j',
    (value) => {
      expect(() => head().with({ ...POST, requestId: value }, 0)).toThrow(/^x-request-id/);
      expect(head().with({ ...POST, traceparent: value }, 0)).toBe(head().with(POST, 0));
    },
  );

  it.each(['', 'chat', '/a b', '/a\r\nx: y', '/ü', '/\0'])('has no path like %j', (path) => {
    expect(() => head().with({ ...POST, path }, 0)).toThrow(TypeError);
  });

  it.each([
    ['authorization', `${SECRET}\r\nx: y`],
    ['authorization', `${SECRET}\0`],
    ['authorization', `${SECRET} 日本`],
    ['two words', SECRET],
    ['colon:', SECRET],
    ['', SECRET],
    ['Content-Length', SECRET],
    ['transfer-encoding', SECRET],
    ['Host', SECRET],
    ['connection', SECRET],
  ])('takes no constant header like %j: %j, and does not repeat its value', (name, value) => {
    expect(() => head({ [name]: value })).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: expect.stringMatching(new RegExp(`^(?!.*${SECRET}).*${name}`, 's')),
      }),
    );
  });
});
