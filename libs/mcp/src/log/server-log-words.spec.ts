import fc from 'fast-check';
import { harmlessText } from './harmless-text.js';
import { messageWords } from './message-words.js';
import { MASK, maskOf, SecretMask } from './secret-mask.js';
import { serverEntry } from '../registry/server-entry.js';
import { LONGEST_LINE, shownLine } from './shown-line.js';
import { StderrLines } from './stderr-lines.js';

const NOTHING = new SecretMask([]);

function linesOf(bytes: Buffer, cuts: readonly number[], mask = NOTHING): string[] {
  const lines: string[] = [];
  const reader = new StderrLines({ mask, line: (text) => lines.push(text), leftOut: () => undefined });
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  for (const [at, end] of [...places, bytes.length].entries())
    reader.push(bytes.subarray(places[at - 1] ?? 0, end));
  reader.end();
  return lines;
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });
const piece = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\n',
    '\r\n',
    '\r',
    '\u001b[31m',
    '\u001b]0;title\u0007',
    'Grüße',
    '🙂',
    '\u202e',
    'x'.repeat(3_000),
  ),
);
const output = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('').toWellFormed());

describe('what a server writes to its standard error', () => {
  it('is the same lines wherever the bytes are cut, within characters and line ends too', () => {
    fc.assert(
      fc.property(output, cuts, (text, at) => {
        const bytes = Buffer.from(text);
        expect(linesOf(bytes, at)).toEqual(linesOf(bytes, []));
      }),
    );
  });

  it('has no orders, no invisible characters, no half characters, and no line without a limit', () => {
    fc.assert(
      fc.property(output, cuts, (text, at) => {
        for (const line of linesOf(Buffer.from(text), at)) {
          // eslint-disable-next-line no-control-regex -- control characters are what must not be there
          expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
          expect(line.isWellFormed()).toBe(true);
          expect(line.length).toBeLessThanOrEqual(LONGEST_LINE + 10);
          expect(line).not.toBe('');
        }
      }),
    );
    expect(
      harmlessText(
        '\u001b[1;31mred\u001b[0m\u001b]8;;http://x.example\u001b\\link\u001b]8;;\u001b\\ \u009b2Jend',
      ),
    ).toBe('redlink end');
  });

  const secret = fc.stringMatching(/^[a-zA-Z0-9$^.*+?()[\]{}|/\\-]{4,40}$/);

  it('never holds a secret, wherever the bytes are cut, in whatever colour it is, and where a line is cut off', () => {
    const around = fc.string({ maxLength: 20 });
    const far = fc.integer({ min: 0, max: 40 }).map((back) => 'y'.repeat(16_384 - back));
    fc.assert(
      fc.property(
        secret,
        around,
        fc.oneof(around, far),
        cuts,
        fc.nat(),
        (value, after, before, at, split) => {
          const place = split % value.length;
          const coloured = `${value.slice(0, place)}\u001b[31m${value.slice(place)}`;
          const text = `${before}${value}${after}\n${before}${coloured}${after}\n${encodeURIComponent(value)}`;
          const shown = linesOf(Buffer.from(text), at, new SecretMask([value])).join('\n');
          // A secret that stands inside of the mask itself cannot be told from it.
          expect(shown.replaceAll(MASK, '').includes(value)).toBe(false);
          expect(shown.replaceAll(MASK, '').includes(encodeURIComponent(value))).toBe(false);
        },
      ),
    );
  });

  it('shows no beginning of a secret at the end of a line that was cut off', () => {
    const value = 'swordfish-and-more';
    for (let begun = 1; begun < value.length; begun += 1) {
      // Orders take no place in what is shown, so that the cut is in sight.
      const orders = '\u001b[0m'.repeat((16_384 - begun) / 4);
      const fill = 'y'.repeat(16_384 - begun - orders.length);
      const [line] = linesOf(Buffer.from(`${orders}${fill}${value}\n`), [], new SecretMask([value]));
      expect(line).toBe(`${fill}${MASK} [cut]`);
    }
  });

  it('masks each line of a value of several, a value that holds another as a whole, and no word that is short', () => {
    const mask = new SecretMask(['-----KEY-----\nMIIBlines\n', 'secret', 'secret-and-more', 'on']);
    expect(mask.in('MIIBlines of secret-and-more, or secret, are on')).toBe(
      `${MASK} of ${MASK}, or ${MASK}, are on`,
    );
    expect(mask.in(JSON.stringify({ a: 'x"secret' }))).not.toContain('secret');
    const [basic] = [Buffer.from('secret-and-more').toString('base64')];
    expect(mask.in(`Basic ${basic}`)).toBe(`Basic ${MASK}`);
  });

  it('of a flood is counted and not kept, and goes on in the next second', () => {
    let now = 0;
    const clock = { now: () => new Date(now), monotonic: () => now };
    const [lines, leftOut]: [string[], number[]] = [[], []];
    const options = {
      mask: NOTHING,
      line: (text: string) => lines.push(text),
      leftOut: (n: number) => leftOut.push(n),
    };
    const reader = new StderrLines({ ...options, clock: clock as never });
    reader.push(Buffer.from('x\n'.repeat(5_000)));
    expect([lines.length, leftOut]).toEqual([1_000, []]);
    now = 1_000;
    reader.push(Buffer.from('calm again\n'));
    expect([lines.at(-1), leftOut]).toEqual(['calm again', [4_000]]);
  });
});

it('the values of variables are secrets, but for defaults of the registry and what it calls no secret', () => {
  const env_schema = {
    TOKEN: 'required',
    MODE: { default: 'fast-mode' },
    PLACE: { secret: false },
    KEY: { default: 'a-default-key', secret: true },
  };
  const entry = serverEntry.parse({ command: 'x', env_schema });
  const env = { TOKEN: 'token-1', MODE: 'fast-mode', PLACE: '/srv/docs', KEY: 'a-default-key' };
  expect(maskOf({ entry, env }).in('token-1 fast-mode /srv/docs a-default-key')).toBe(
    `${MASK} fast-mode /srv/docs ${MASK}`,
  );
});

describe('what a server says by the protocol', () => {
  const mask = new SecretMask(['swordfish']);

  it('is its level, who says it and what, line by line', () => {
    const words = messageWords({ level: 'error', logger: 'db', data: 'lost swordfish\n  at once' }, mask);
    expect(words).toEqual([
      { source: 'message', level: 'error', text: `db: lost ${MASK}` },
      { source: 'message', level: 'error', text: '  at once' },
    ]);
    expect(messageWords({ level: 'loud', data: { a: [1, 'swordfish'] } }, mask)).toEqual([
      { source: 'message', level: undefined, text: `{"a":[1,"${MASK}"]}` },
    ]);
    expect(messageWords(undefined, mask)).toEqual([]);
  });

  it('is bounded, in lines and in length', () => {
    expect(messageWords({ data: 'x\n'.repeat(1_000_000) }, mask)).toHaveLength(64);
    const [one] = messageWords({ data: 'x'.repeat(1_000_000) }, mask);
    expect(one?.text.length).toBeLessThan(LONGEST_LINE + 10);
    expect(shownLine('x'.repeat(LONGEST_LINE), mask)).toHaveLength(LONGEST_LINE);
  });
});
