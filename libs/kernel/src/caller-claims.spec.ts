import fc from 'fast-check';
import { claimsIn, ORIGINS } from './caller-claims.js';
import { claimsOf, underClaims } from './claims-context.js';
import { traceIdIn } from './trace-parent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('a traceparent', () => {
  it.each([
    `00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-ff`,
    `01-${TRACE}-${PARENT}-00`,
    `cc-${TRACE}-${PARENT}-01-what-comes-later`,
  ])('gives its trace id: %s', (text) => {
    expect(traceIdIn(text)).toBe(TRACE);
  });

  it.each([
    undefined,
    '',
    [`00-${TRACE}-${PARENT}-01`],
    `ff-${TRACE}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE}-${PARENT}-1`,
    `00-${TRACE}-${PARENT}`,
    `01-${TRACE}-${PARENT}-01x`,
    ` 00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
    `01-${TRACE}-${PARENT}-01-${'x'.repeat(512)}`,
  ])('that is none gives nothing: %j', (text) => {
    expect(traceIdIn(text)).toBeUndefined();
  });

  it('never gives anything but 32 digits of the text', () => {
    const parts = fc.constantFrom(TRACE, PARENT, '00', '01', 'ff', '-', '0'.repeat(32), 'G', '\n', ',');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 10 }), (pieces) => {
        const id = traceIdIn(pieces.join(''));
        return id === undefined || (/^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id));
      }),
    );
  });
});

describe('what a caller says of itself', () => {
  it.each(ORIGINS)('may be that it began in %s', (origin) => {
    expect(claimsIn({ 'x-request-origin': origin })).toEqual({ origin });
  });

  it.each(['', 'CI', 'cron', 'ci, api', '__proto__', ['ci']])('counts as not said when it is %j', (said) => {
    expect(claimsIn({ 'x-request-origin': said })).toBeUndefined();
    expect(claimsIn({ 'x-request-origin': said, traceparent: `00-${TRACE}-${PARENT}-01` })).toEqual({
      trace_id: TRACE,
    });
  });

  it('is nothing in nearly every request', () => {
    expect(claimsIn({})).toBeUndefined();
    expect(claimsIn({ 'x-request-origin': 'ci', traceparent: 'none' })).toEqual({ origin: 'ci' });
  });
});

describe('the claims of a request', () => {
  it('are at hand for what is done for it, and for nothing else', async () => {
    const seen = await underClaims('req-1', { origin: 'ci' }, async () => {
      await Promise.resolve();
      return [claimsOf('req-1'), claimsOf('req-2'), claimsOf(undefined)];
    });
    expect(seen).toEqual([{ origin: 'ci' }, undefined, undefined]);
    expect(claimsOf('req-1')).toBeUndefined();
    expect(underClaims('req-1', undefined, () => claimsOf('req-1'))).toBeUndefined();
  });
});
