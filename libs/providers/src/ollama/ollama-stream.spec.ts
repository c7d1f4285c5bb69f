import type { JsonObject } from '@app/kernel';
import fc from 'fast-check';
import { CallClock } from '../transport/call-clock.js';
import { UpstreamBody } from '../transport/upstream-body.js';
import type { UpstreamClient } from '../transport/upstream-client.js';
import { UpstreamHeaders } from '../transport/upstream-headers.js';
import { OllamaUpstream } from './ollama-upstream.js';
import { sseChunks } from './ollama-stream.js';
import { aCall, aRecord, aSettings, DONE } from './scripted-ollama.js';
import { ChatStream } from './reply/chat-stream.js';

const HEAD = { id: 'chatcmpl-1', created: 1, model: 'alias' };
const RECORDS = [
  aRecord({ thinking: 'Å 🤔' }),
  aRecord({ content: 'naïve – 日本' }),
  aRecord({ tool_calls: [{ id: 'call_1', function: { name: 'f', arguments: { city: 'Tromsø 🏔' } } }] }),
  aRecord({}, DONE),
];
const lines = (records: readonly JsonObject[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** The client's text when the upstream's bytes arrive in these pieces. */
async function relayed(pieces: readonly Buffer[]): Promise<string> {
  const body = new UpstreamBody({ pause: () => undefined, resume: () => undefined, abort: () => undefined });
  for (const piece of pieces) if (piece.length > 0) body.push(piece);
  body.end();
  const client: Pick<UpstreamClient, 'request'> = {
    request: () => Promise.resolve({ status: 200, headers: new UpstreamHeaders([]), body }),
  };
  const { signal } = aCall({});
  const clock = new CallClock('ollama', aSettings().timeouts, signal);
  const rest = new OllamaUpstream('ollama', client as UpstreamClient).records(
    '/api/chat',
    {},
    { signal },
    clock,
  );
  const opening = rest.next().then((first) => ({ first, rest }));
  const encoder = new ChatStream(HEAD, true, (record) => record);
  const chunks: Buffer[] = [];
  for await (const chunk of sseChunks({ opening, encoder, observed: {}, clock, keepAlive: 0 }))
    chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('the bytes of a stream', () => {
  const bytes = Buffer.from(lines(RECORDS));

  it('give the same events wherever they are split in two', async () => {
    const whole = await relayed([bytes]);
    expect(whole).toContain('Tromsø 🏔');
    expect(whole.endsWith('data: [DONE]\n\n')).toBe(true);
    for (let at = 1; at < bytes.length; at++) {
      expect(await relayed([bytes.subarray(0, at), bytes.subarray(at)])).toBe(whole);
    }
  });

  it('give the same events split anywhere, any number of times', async () => {
    const whole = await relayed([bytes]);
    const cuts = fc.uniqueArray(fc.nat(bytes.length), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const edges = [0, ...at.sort((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
        expect(await relayed(pieces)).toBe(whole);
      }),
    );
  });

  it('give the same events without a last line feed, and with carriage returns', async () => {
    const whole = await relayed([bytes]);
    expect(await relayed([bytes.subarray(0, -1)])).toBe(whole);
    expect(await relayed([Buffer.from(lines(RECORDS).replaceAll('\n', '\r\n'))])).toBe(whole);
  });
});

describe('a stream that goes wrong', () => {
  it('is incomplete when it ends without a last record', async () => {
    await expect(relayed([Buffer.from(lines(RECORDS.slice(0, 2)))])).rejects.toMatchObject({
      code: 'upstream_incomplete',
      upstream: 'ollama',
    });
  });

  it('is incomplete when it is empty', async () => {
    await expect(relayed([])).rejects.toMatchObject({ code: 'upstream_incomplete' });
  });

  it.each(['{"model":', 'null', '[]', '"x"'])('is malformed at the line %s', async (line) => {
    const bytes = Buffer.from(`${lines(RECORDS.slice(0, 1))}${line}\n`);
    await expect(relayed([bytes])).rejects.toMatchObject({ code: 'upstream_malformed' });
  });

  it('is malformed at a line of over 8 MiB', async () => {
    await expect(relayed([Buffer.alloc(8 * 1024 * 1024 + 1, 'x')])).rejects.toMatchObject({
      code: 'upstream_malformed',
    });
  });

  it('ends with what an error line says', async () => {
    const error = { error: 'server busy, please try again.  maximum pending requests exceeded' };
    await expect(relayed([Buffer.from(lines([...RECORDS.slice(0, 2), error]))])).rejects.toMatchObject({
      code: 'upstream_overloaded',
    });
  });
});
