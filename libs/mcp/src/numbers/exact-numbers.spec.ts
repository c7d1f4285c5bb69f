import fc from 'fast-check';
import { exactNumber, isChanged, isExactNumber, parseExactly } from './exact-json.js';
import { QuotedNumbers } from './quoted-numbers.js';
import { replaceValues, roundNumbers } from './replace-values.js';

const digits = (max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: max }).map((list) => list.join(''));
const whole = fc.oneof(
  fc.constant('0'),
  fc.tuple(fc.integer({ min: 1, max: 9 }), digits(40)).map((two) => two.join('')),
);
/** Any number as JSON writes it. */
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    whole,
    fc.option(digits(40), { nil: undefined }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), digits(3)), { nil: undefined }),
  )
  .map(
    ([sign, int, fraction, power]) =>
      `${sign}${int}${fraction ? `.${fraction}` : ''}${power?.join('') ?? ''}`,
  );
/** A JSON text of any shape, with numbers and with texts that look like numbers. */
const text = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    number,
    fc.constantFrom('true', 'false', 'null', '"9007199254740993"', '"a \\" 1e400"', '"\\\\"', '""'),
    fc.string().map((one) => JSON.stringify(one)),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('value'), { maxKeys: 4 }).map(
      (object) =>
        `{${Object.entries(object)
          .map(([k, v]) => `${JSON.stringify(k)} : ${v}`)
          .join()}}`,
    ),
  ),
})).value;

/** What a number is worth, by arithmetic without doubles: numerator and denominator in lowest terms of ten. */
function worth(written: string): string {
  const [, sign = '', int = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(written) ?? [];
  let [value, exponent] = [BigInt(`${int}${fraction}`), Number(power) - fraction.length];
  if (value === 0n) return '0';
  for (; value % 10n === 0n; exponent += 1) value /= 10n;
  return `${sign}${value}e${exponent}`;
}

const NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const normal = (json: string) =>
  json.replace(NUMBERS, (token) =>
    token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : worth(token),
  );
const compact = (json: string) =>
  normal(json.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? part : '')));
/** Members in the order that JSON.stringify gives them. */
const reordered = (json: string) => compact(JSON.stringify(parseExactly(json)));

async function through(stream: ReturnType<QuotedNumbers['whole']>, bytes: Buffer, cuts: readonly number[]) {
  const writer = stream.writable.getWriter();
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const parts = [...places, bytes.length].map((end, at) => bytes.subarray(places[at - 1] ?? 0, end));
  const written = (async () => {
    for (const part of parts) await writer.write(part);
    await writer.close();
  })();
  const out: Uint8Array[] = [];
  for await (const chunk of stream.readable) out.push(chunk);
  await written;
  return Buffer.concat(out).toString();
}

describe('parseExactly', () => {
  it('changes the worth of no number, however it is written', () => {
    fc.assert(
      fc.property(number, (written) => {
        expect(worth(JSON.stringify(parseExactly(`[${written}]`)).slice(1, -1))).toBe(worth(written));
      }),
      { numRuns: 1_000 },
    );
  });

  it('makes a number of JavaScript of every number that one can hold, and of no other', () => {
    fc.assert(
      fc.property(number, (written) => {
        const { value } = parseExactly(`{"value":${written}}`) as { value: unknown };
        const isSame = Number.isFinite(Number(written)) && worth(String(Number(written))) === worth(written);
        expect(isExactNumber(value)).toBe(!isSame);
      }),
      { numRuns: 1_000 },
    );
    expect(['9007199254740991', '0.1', '1e2', '-0', '1.50'].map(isChanged)).toEqual(Array(5).fill(false));
    expect(['9007199254740993', '1e400', '1e-400'].map(isChanged)).toEqual(Array(3).fill(true));
  });

  it('is JSON.parse for everything else, names like __proto__ and what is no JSON included', () => {
    fc.assert(
      fc.property(text, (json) => {
        const exact = parseExactly(json);
        const root = { exact };
        roundNumbers(root);
        expect(root.exact).toEqual(JSON.parse(json));
      }),
    );
    expect(() => parseExactly('{"a":9007199254740993')).toThrow(SyntaxError);
    const deep = `${'['.repeat(200_000)}9007199254740993${']'.repeat(200_000)}`;
    expect(() => parseExactly(deep)).not.toThrow();
  });
});

it('replaceValues goes as deep as a text of JSON can be nested', () => {
  const deep = { value: JSON.parse(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`) as unknown };
  expect(() => replaceValues(deep, (value) => (value === 1 ? exactNumber('2') : undefined))).not.toThrow();
});

describe('QuotedNumbers', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 6 });

  it('brings a body past a reader that rounds, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(text, cuts, async (json, at) => {
        const numbers = new QuotedNumbers();
        const read = { value: JSON.parse(await through(numbers.whole(), Buffer.from(json), at)) as unknown };
        numbers.restore(read);
        expect(compact(JSON.stringify(read.value))).toBe(reordered(json));
      }),
    );
  });

  it('brings the data of events past it, and leaves ids, comments and every line end as they are', async () => {
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(text, ends, cuts, async (json, end, at) => {
        const numbers = new QuotedNumbers();
        const head = `: 9007199254740993${end}id: 9007199254740993${end}event: message${end}`;
        const events = `${head}data: ${json}${end}${end}`;
        const out = await through(numbers.events(), Buffer.from(events), at);
        expect(out.startsWith(`${head}data: `) && out.endsWith(`${end}${end}`)).toBe(true);
        const read = { value: JSON.parse(out.slice(head.length + 'data: '.length)) as unknown };
        numbers.restore(read);
        expect(compact(JSON.stringify(read.value))).toBe(reordered(json));
      }),
    );
  });

  it('takes no text of a server for a number of its own', () => {
    const message = { text: 'number 9007199254740993' };
    new QuotedNumbers().restore(message);
    expect(message.text).toBe('number 9007199254740993');
  });
});
