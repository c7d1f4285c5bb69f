import fc from 'fast-check';
import { base64Of } from './base64-content.js';

const never = new AbortController().signal;
async function* streamOf(parts: readonly Uint8Array[]) {
  yield* parts;
}

describe('content in base64', () => {
  it('is the same however the bytes come', async () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 10 }));
    await fc.assert(
      fc.asyncProperty(parts, async (parts) => {
        const whole = Buffer.concat(parts);
        const { content, size } = await base64Of(streamOf(parts), 1_000, never);
        expect([content, size]).toEqual([whole.toString('base64'), whole.length]);
      }),
    );
  });

  it('ends when more comes than was said, and reads no further', async () => {
    let read = 0;
    async function* endless() {
      for (; ; read += 1) yield Buffer.alloc(100);
    }
    await expect(base64Of(endless(), 250, never)).rejects.toMatchObject({ code: 'model_too_large' });
    expect(read).toBe(2);
  });
});
