import fc from 'fast-check';
import { HandClock } from './fixtures/hub-under-test.js';
import { Seal } from './seal.js';
import { SealKeys } from './seal-keys.js';

const json = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()));
const binding = fc.array(fc.string(), { maxLength: 5 });

describe('what passes sealed through a client', () => {
  it('opens with the same binding, as it was', () => {
    fc.assert(
      fc.property(json, binding, (payload, binding) => {
        const seal = new Seal(new HandClock());
        expect(seal.open(seal.seal(payload, binding, 1_000), binding)).toEqual({ ...payload });
      }),
    );
  });

  it('opens for nobody else, and for nothing else', () => {
    fc.assert(
      fc.property(json, binding, binding, (payload, one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const seal = new Seal(new HandClock());
        expect(seal.open(seal.seal(payload, one, 1_000), other)).toBeUndefined();
      }),
    );
  });

  it('does not run the parts of a binding together', () => {
    const seal = new Seal(new HandClock());
    expect(seal.open(seal.seal({}, ['a', 'bc'], 1_000), ['ab', 'c'])).toBeUndefined();
  });

  it('does not open when a single character has changed, was added or is missing', () => {
    const seal = new Seal(new HandClock());
    const token = seal.seal({ held: '1' }, ['ann'], 1_000);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.stringMatching(/^[A-Za-z0-9_-]$/), (at, character) => {
        fc.pre(token[at] !== character);
        expect(seal.open(token.slice(0, at) + character + token.slice(at + 1), ['ann'])).toBeUndefined();
      }),
    );
    for (let end = 0; end < token.length; end += 1) {
      expect(seal.open(token.slice(0, end), ['ann'])).toBeUndefined();
    }
    expect(seal.open(`${token}A`, ['ann'])).toBeUndefined();
    expect(seal.open(`${token}=`, ['ann'])).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    const seal = new Seal(new HandClock());
    fc.assert(fc.property(fc.anything(), (token) => expect(seal.open(token, [])).toBeUndefined()));
  });

  it('expires', () => {
    const clock = new HandClock();
    const seal = new Seal(clock);
    const token = seal.seal({}, [], 1_000);
    clock.ms += 999;
    expect(seal.open(token, [])).toEqual({});
    clock.ms += 1;
    expect(seal.open(token, [])).toBeUndefined();
  });

  it('opens elsewhere with the same key, and after another key took its place, but not for ever', () => {
    const key = (fill: number) => Buffer.alloc(32, fill);
    const there = new SealKeys(key(1));
    const token = new Seal(new HandClock(), new SealKeys(key(1))).seal({ a: 1 }, [], 1_000);
    const seal = new Seal(new HandClock(), there);
    expect(seal.open(token, [])).toEqual({ a: 1 });
    expect(new Seal(new HandClock(), new SealKeys(key(2), key(1))).open(token, [])).toEqual({ a: 1 });
    for (const fill of [2, 2, 3]) there.adopt(key(fill));
    expect(seal.open(token, [])).toEqual({ a: 1 });
    expect(new Seal(new HandClock(), new SealKeys(key(3))).open(seal.seal({}, [], 1_000), [])).toEqual({});
    there.adopt(key(4));
    expect(seal.open(token, [])).toBeUndefined();
  });

  it('does not open under the id of another key', () => {
    const keys = new SealKeys(Buffer.alloc(32, 1), Buffer.alloc(32, 2));
    const seal = new Seal(new HandClock(), keys);
    const token = Buffer.from(seal.seal({}, [], 1_000), 'base64url');
    new SealKeys(Buffer.alloc(32, 2)).current.id.copy(token);
    expect(seal.open(token.toString('base64url'), [])).toBeUndefined();
  });

  it('needs a whole key', () => {
    expect(() => new SealKeys(Buffer.alloc(31))).toThrow('32 bytes');
    expect(() => new SealKeys().adopt(Buffer.alloc(0))).toThrow('32 bytes');
  });

  it('is good with its own key alone, and tells nothing by its text', () => {
    const token = new Seal(new HandClock()).seal({ secret: 'sesame' }, [], 1_000);
    expect(new Seal(new HandClock()).open(token, [])).toBeUndefined();
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('sesame');
  });
});
