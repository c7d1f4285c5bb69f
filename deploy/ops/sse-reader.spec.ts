import fc from 'fast-check';
import { readEvents, type StreamEvent } from './sse-reader.ts';

async function read(parts: readonly Uint8Array[]): Promise<StreamEvent[]> {
  async function* body() {
    yield* parts;
  }
  const events: StreamEvent[] = [];
  for await (const event of readEvents(body())) events.push(event);
  return events;
}

const STREAM = [
  ': a comment\n\n',
  'id: 1-1\nevent: started\ndata: {"type":"started"}\n\n',
  'event: gap\r\ndata: first\r\ndata:second\r\n\r\n',
  'id: 1-2\rdata: größer\u2028 als 🚆\r\r',
  'data: cut off',
].join('');
const EVENTS = [
  { id: '1-1', event: 'started', data: '{"type":"started"}' },
  { id: '1-1', event: 'gap', data: 'first\nsecond' },
  { id: '1-2', event: 'message', data: 'größer\u2028 als 🚆' },
];

it('events are the same however their bytes are split, and a cut off one is left out', async () => {
  const bytes = new TextEncoder().encode(STREAM);
  const cuts = fc.uniqueArray(fc.nat({ max: bytes.length }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(cuts, async (places) => {
      const edges = [0, ...places.toSorted((one, other) => one - other), bytes.length];
      const parts = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
      expect(await read(parts)).toEqual(EVENTS);
    }),
  );
});

it.each(['x'.repeat(300_000), 'data: x\n'.repeat(100_000)])(
  'a stream without an end to its event is refused',
  async (text) => {
    await expect(read([new TextEncoder().encode(text)])).rejects.toThrow('too l');
  },
);
