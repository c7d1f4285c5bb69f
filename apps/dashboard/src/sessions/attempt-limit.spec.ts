import { MovingClock } from '../fixtures/moving-clock.js';
import { AttemptLimit } from './attempt-limit.js';

function setup() {
  const clock = new MovingClock();
  return { clock, limit: new AttemptLimit({ each: 3, together: 5, windowMs: 60_000 }, clock) };
}

describe('attempts to sign in', () => {
  it('are so many of one address in a minute, and its neighbour has its own', () => {
    const { limit, clock } = setup();
    for (let attempt = 0; attempt < 3; attempt++) limit.take('192.0.2.1');
    clock.pass(20_000);
    expect(() => limit.take('192.0.2.1')).toThrow(
      expect.objectContaining({ code: 'too_many_sign_ins', retryAfter: 40 }),
    );
    expect(() => limit.take('192.0.2.2')).not.toThrow();
    clock.pass(40_000);
    expect(() => limit.take('192.0.2.1')).not.toThrow();
  });

  it('are bounded for all addresses together', () => {
    const { limit } = setup();
    for (let host = 1; host <= 5; host++) limit.take(`192.0.2.${host}`);
    expect(() => limit.take('192.0.2.9')).toThrow(expect.objectContaining({ code: 'too_many_sign_ins' }));
  });

  it('count while they are under way, and not when they were right', () => {
    const { limit } = setup();
    const right = limit.take('192.0.2.1');
    limit.take('192.0.2.1');
    limit.take('192.0.2.1');
    expect(() => limit.take('192.0.2.1')).toThrow('too many');
    right();
    expect(() => limit.take('192.0.2.1')).not.toThrow();
  });

  it('give nothing back to a later minute', () => {
    const { limit, clock } = setup();
    const early = limit.take('192.0.2.1');
    clock.pass(60_000);
    for (let attempt = 0; attempt < 3; attempt++) limit.take('192.0.2.1');
    early();
    expect(() => limit.take('192.0.2.1')).toThrow('too many');
  });
});
