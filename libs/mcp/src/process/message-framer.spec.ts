import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import fc from 'fast-check';
import { splitBytes } from '../../../../test/fakes/split-bytes.js';
import { MessageFramer } from './message-framer.js';

const LIMIT = 200;

function heard(pieces: Iterable<Buffer>, limit = LIMIT): unknown[] {
  const events: unknown[] = [];
  const framer = new MessageFramer(limit, {
    message: (message) => events.push(message),
    junk: () => events.push('junk'),
    oversized: (origin, bytes) => events.push({ oversized: origin, bytes }),
  });
  for (const piece of pieces) framer.push(piece);
  return events;
}

const answer = (id: string | number, text: string): JSONRPCMessage => ({
  jsonrpc: '2.0',
  id,
  result: { text },
});
const lines = (...texts: string[]): Buffer => Buffer.from(texts.map((text) => `${text}\n`).join(''));
const json = (value: unknown): string => JSON.stringify(value);

describe('the messages of a server', () => {
  const long = 'ä€😀"\\'.repeat(60);
  const bytes = lines(
    json(answer(1, 'ä€😀\n\u2028')),
    'Server is running on stdio',
    json({ ...answer('two', long) }),
    '',
    json({ method: 'notifications/message', jsonrpc: '2.0', params: { id: 7, data: '}{][,:"' } }) + '\r',
    json({ result: { id: 1, list: [{ id: 2 }], long }, jsonrpc: '2.0', id: 3 }),
    json({ a: 'list', of: 'nothing' }),
    json(answer(4, 'behind the large ones')),
  );
  const wanted = [
    answer(1, 'ä€😀\n\u2028'),
    'junk',
    {
      oversized: { kind: 'response', id: 'two' },
      bytes: Buffer.byteLength(json(answer('two', long))),
    },
    { method: 'notifications/message', jsonrpc: '2.0', params: { id: 7, data: '}{][,:"' } },
    {
      oversized: { kind: 'response', id: 3 },
      bytes: Buffer.byteLength(json({ result: { id: 1, list: [{ id: 2 }], long }, jsonrpc: '2.0', id: 3 })),
    },
    'junk',
    answer(4, 'behind the large ones'),
  ];

  it('are the same wherever the bytes are cut in two', () => {
    for (let at = 0; at <= bytes.length; at++) {
      expect(heard([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(wanted);
    }
  });

  it('are the same in pieces of any sizes', () => {
    expect(heard(splitBytes(bytes, 'every byte'))).toEqual(wanted);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sizes) => {
        expect(heard(splitBytes(bytes, sizes))).toEqual(wanted);
      }),
    );
  });

  it('come through without a loss whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 50 }), (values, size) => {
        const sent = values.map((value, id) => ({ jsonrpc: '2.0', id, result: { value } }));
        const cut = splitBytes(lines(...sent.map(json)), size);
        expect(heard(cut, 1_000_000)).toEqual(sent.map((message) => JSON.parse(json(message))));
      }),
    );
  });

  it('of a batch are taken one by one', () => {
    expect(heard([lines(json([answer(1, 'a'), answer(2, 'b')]))])).toEqual([answer(1, 'a'), answer(2, 'b')]);
  });

  it('may be as long as the limit, and not a byte longer', () => {
    const message = json(answer(1, 'a'));
    expect(heard([lines(message)], message.length)).toEqual([answer(1, 'a')]);
    expect(heard([lines(message)], message.length - 1)).toEqual([
      { oversized: { kind: 'response', id: 1 }, bytes: message.length },
    ]);
  });
});

describe('a line that is no message', () => {
  it.each([
    'plain words',
    '{"jsonrpc":"2.0"',
    '"a string"',
    'null',
    '[]',
    '{"jsonrpc":"1.0","id":1,"result":{}}',
    '{"jsonrpc":"2.0","id":1}',
    '{"jsonrpc":"2.0","id":{},"result":{}}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?"}}',
    '{"jsonrpc":"2.0","id":1,"result":"no object"}',
    '{"jsonrpc":"2.0","method":5}',
  ])('is passed over: %s', (line) => {
    expect(heard([lines(line, json(answer(1, 'next')))])).toEqual(['junk', answer(1, 'next')]);
  });
});
