import fc from 'fast-check';
import { fittingWarnings, LARGEST_WARNINGS_BYTES } from './fitting-warnings.js';

it('warnings that fit are kept as they are', () => {
  const warnings = [
    'gateway depends on web',
    'web: the image is pulled first; what it then stands for decides',
  ];
  expect(fittingWarnings(warnings)).toEqual(warnings);
  expect(fittingWarnings([])).toEqual([]);
});

it('of too many the first are kept whole, and the last line counts the rest', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 3_000 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40, size: 'max' }), (warnings) => {
      const kept = fittingWarnings(warnings);
      expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(LARGEST_WARNINGS_BYTES);
      const isWhole = kept.length === warnings.length && kept.at(-1) === warnings.at(-1);
      const first = isWhole ? kept : kept.slice(0, -1);
      expect(first).toEqual(warnings.slice(0, first.length));
      if (!isWhole) expect(kept.at(-1)).toBe(`and ${warnings.length - first.length} more`);
    }),
    { numRuns: 50 },
  );
});
