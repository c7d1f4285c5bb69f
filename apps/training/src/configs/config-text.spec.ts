import fc from 'fast-check';
import { parse } from 'yaml';
import { configText, parseConfig, withoutExponent } from './config-text.js';

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
const read = (text: string) => () => parseConfig(text, 'config');

describe('the text of a config', () => {
  it('reads as it was written by the rules of YAML 1.1 and of 1.2', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
    const value = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null), anyNumber);
    fc.assert(
      fc.property(fc.array(value), fc.array(fc.record({ prompt: text, seed: value })), (list, samples) => {
        const config = { list, samples, nested: [{ list }] };
        const yaml = configText(config);
        expect(parseConfig(yaml, 'config')).toEqual(config);
        expect(parse(yaml, { version: '1.1' })).toEqual(config);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['no', 'on', 'yes', '1e-4', '12:30:00', '2026-01-01', '0o17', '~', '<<', '# a', '- a', 'a: b'])(
    'keeps the prompt %j a text for every reader',
    (prompt) => {
      expect(parse(configText({ prompt }), { version: '1.1' })).toEqual({ prompt });
    },
  );

  it.each([
    [0.0001, '0.0001'],
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [1e21, '1000000000000000000000.0'],
    [1.25e22, '12500000000000000000000.0'],
    [16, '16'],
  ])('writes %d without an exponent, which the backend would read as a text', (number, written) => {
    expect(configText({ lr: number })).toBe(`lr: ${written}\n`);
    expect(Number(withoutExponent(number))).toBe(number);
  });

  it('writes no exponent for any number', () => {
    fc.assert(
      fc.property(anyNumber, (number) => {
        expect(withoutExponent(number)).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(withoutExponent(number))).toBe(number);
      }),
    );
  });
});

describe('reading a config', () => {
  it('takes JSON and YAML, with anchors and merged keys', () => {
    expect(parseConfig('{"a": [1, "1e-4"]}', 'config')).toEqual({ a: [1, '1e-4'] });
    expect(parseConfig('base: &b {lr: 1e-4}\ntrain:\n  <<: *b\n  steps: 5\n', 'config')).toEqual({
      base: { lr: 0.0001 },
      train: { lr: 0.0001, steps: 5 },
    });
  });

  it.each(['', 'a text', '[1]', '3', 'null', '"x"'])('refuses %j, which is no object', (text) => {
    expect(read(text)).toThrow(expect.objectContaining({ code: 'config_malformed', param: 'config' }));
  });

  it('names the line of a mistake and not what stands there', () => {
    expect(read('a: 1\nb: "secret\n')).toThrow(/^is no YAML: line \d: \w+$/);
  });

  it('never throws but for a reason that it names, whatever it reads', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string({
            unit: fc.constantFrom(
              '{',
              '}',
              '[',
              ']',
              ':',
              '-',
              '&',
              '*',
              '!',
              '|',
              '>',
              '\n',
              ' ',
              '"',
              'a',
              '?',
            ),
          }),
        ),
        (text) => {
          try {
            expect(parseConfig(text, 'config')).toEqual(expect.any(Object));
          } catch (error) {
            expect(error).toMatchObject({ code: 'config_malformed' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const bomb = (line: (at: number) => string) => [
    'a0: &a0 [x]',
    ...Array.from({ length: 30 }, (_, at) => line(at + 1)),
  ];
  const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
  it.each([
    ['a bomb of aliases', bomb((at) => `a${at}: &a${at} [*a${at - 1}, *a${at - 1}]`).join('\n')],
    ['a bomb of merged keys', bomb((at) => `a${at}: &a${at} {<<: [*a${at - 1}, *a${at - 1}]}`).join('\n')],
    ['an anchor that holds itself', 'a: &a\n  b: *a\n'],
    ['a deep object of JSON', deep],
    ['a deep object of YAML', `x: ${deep}`],
    ['brackets without an end', '['.repeat(100_000)],
  ])('refuses %s', (_what, text) => {
    expect(read(text)).toThrow(expect.objectContaining({ code: 'config_malformed' }));
  });

  it('reads what has very many keys in a moment', () => {
    const keys = Array.from({ length: 12_000 }, (_, at) => `k${at}: 1`).join('\n');
    const start = process.cpuUsage();
    expect(Object.keys(parseConfig(keys, 'config'))).toHaveLength(12_000);
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(1_500);
  });

  it('refuses very many anchors and aliases in a moment', () => {
    const anchors = Array.from({ length: 4_000 }, (_, at) => `- &a${at} x\n`).join('');
    const aliases = Array.from({ length: 9_000 }, (_, at) => `- *a${at % 4_000}\n`).join('');
    const start = process.cpuUsage();
    expect(read(anchors + aliases)).toThrow('wanted at most 200 aliases');
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(1_500);
  });

  it('refuses what is too large before it reads any of it', () => {
    expect(read('#'.repeat(200_000))).toThrow(expect.objectContaining({ code: 'config_too_large' }));
  });
});
