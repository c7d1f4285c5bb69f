import { inspect } from 'node:util';
import { MovingClock } from '../fixtures/moving-clock.js';
import type { Identity } from '../access/identity.js';
import { SessionBook } from './session-book.js';

const WHO: Identity = {
  actor: 'laptop',
  roles: ['viewer'],
  permissions: ['read'],
  credentials: { mark: 'laptop', keyFor: () => 'a-key' },
};
const MINUTE = 60_000;

function setup() {
  const clock = new MovingClock();
  const book = new SessionBook({ idleMs: 30 * MINUTE, absoluteMs: 12 * 60 * MINUTE }, clock);
  return { clock, book };
}

describe('a session', () => {
  let book: SessionBook;
  let clock: MovingClock;

  beforeEach(() => ({ book, clock } = setup()));
  afterEach(() => book.close());

  it('ends when nobody used it for half an hour, and what it had under way ends with it', () => {
    const { id, session } = book.open(WHO);
    clock.pass(30 * MINUTE - 1);
    expect(book.find(id)).toBe(session);
    clock.pass(1);
    book.sweep();
    expect(session.signal.aborted).toBe(true);
    expect(book.find(id)).toBeUndefined();
  });

  it('lives on while it is used, and ends after twelve hours all the same', () => {
    const { id, session } = book.open(WHO);
    for (let used = 0; used < 29; used++) {
      clock.pass(25 * MINUTE - 1);
      if (book.find(id) === undefined) break;
      session.use();
    }
    expect(clock.now() - session.startedAt).toBeGreaterThan(11.9 * 60 * MINUTE);
    expect(book.find(id)).toBeUndefined();
    expect(session.signal.aborted).toBe(true);
  });

  it('is not found by another id, nor by what the book keeps of its own', () => {
    const { id } = book.open(WHO);
    expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(inspect(book, { depth: 9 })).not.toContain(id);
    expect(book.find(`${id}x`)).toBeUndefined();
  });

  it('makes room for a new one when there are too many, the one unused for longest first', () => {
    const { id: oldest } = book.open(WHO);
    clock.pass(1);
    const { id: kept } = book.open(WHO);
    for (let more = 0; more < 255; more++) book.open(WHO);
    expect(book.size).toBe(256);
    expect(book.find(oldest)).toBeUndefined();
    expect(book.find(kept)).toBeDefined();
  });

  it('knows its own token against forged requests alone', () => {
    const { session } = book.open(WHO);
    expect(session.hasCsrf(session.csrf)).toBe(true);
    expect(session.hasCsrf(book.open(WHO).session.csrf)).toBe(false);
    expect(session.hasCsrf('')).toBe(false);
  });
});
