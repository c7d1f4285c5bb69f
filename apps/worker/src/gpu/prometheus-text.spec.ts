import fc from 'fast-check';
import { samplesIn } from './prometheus-text.js';

const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/);
const labelName = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,20}$/);
const labels = fc.array(fc.tuple(labelName, fc.string({ unit: 'grapheme' })), { maxLength: 5 });
const value = fc.oneof(fc.double(), fc.integer());
const gap = fc.constantFrom('', ' ');

const escaped = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const written = (number: number) => {
  if (Number.isFinite(number)) return String(number);
  return Number.isNaN(number) ? 'NaN' : `${number > 0 ? '+' : '-'}Inf`;
};

it('reads back what an exporter can write', () => {
  fc.assert(
    fc.property(name, labels, value, gap, (metric, pairs, number, space) => {
      const list = pairs.map(([key, text]) => `${key}=${space}"${escaped(text)}"`).join(`,${space}`);
      const [sample] = samplesIn(
        `# TYPE x gauge\n${metric}${space}{${list}} ${written(number)} 1700000000\n`,
      );
      expect(sample?.name).toBe(metric);
      expect(sample?.labels).toEqual(new Map(pairs));
      expect(Object.is(sample?.value, number) || sample?.value === number).toBe(true);
    }),
  );
});

it('whatever it is given, it reads or refuses, and names a line of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      try {
        for (const sample of samplesIn(text)) expect(typeof sample.value).toBe('number');
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        expect((error as Error).message).toMatch(/^line \d+ is no sample$/);
      }
    }),
  );
});

it.each(['a{', 'a{b="c} 1', 'a{b=c} 1', 'a', 'a 1 2 3', 'a one', '{a="b"} 1', 'a{b="c",,} 1'])(
  'refuses %s',
  (line) => {
    expect(() => samplesIn(line)).toThrow('line 1');
  },
);

it('reads a line of a megabyte in no time, be it good or not', () => {
  const label = `a{b="${'\\\\'.repeat(500_000)}`;
  expect(samplesIn(`${label}"} 1`)).toHaveLength(1);
  expect(() => samplesIn(label)).toThrow('line 1');
}, 5_000);
