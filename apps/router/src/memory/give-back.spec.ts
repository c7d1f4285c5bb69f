import { once, EventEmitter } from 'node:events';
import { GiveBack } from './give-back.js';

const MANY = 250;

function aGiveBack(busy: () => number = () => 0) {
  const events = new EventEmitter();
  let collections = 0;
  const giveBack = new GiveBack({
    lookMs: 1,
    collect: () => {
      collections += 1;
      events.emit('collected');
    },
    busy: () => {
      events.emit('looked');
      return busy();
    },
  });
  const end = (sessions: number) => {
    for (let index = 0; index < sessions; index++) giveBack.sessionEnded();
  };
  return { giveBack, events, end, count: () => collections };
}

describe('memory of sessions that ended', () => {
  it('is given back once many have ended, and again only after as many more', async () => {
    const { giveBack, events, end, count } = aGiveBack();
    end(MANY - 1);
    expect(events.listenerCount('looked')).toBe(0);
    const collected = once(events, 'collected');
    end(1);
    await collected;
    end(MANY - 1);
    expect(count()).toBe(1);
    const again = once(events, 'collected');
    end(1);
    await again;
    expect(count()).toBe(2);
    giveBack.close();
  });

  it('is not given back while there is something to do', async () => {
    let use = 0.5;
    const { giveBack, events, end, count } = aGiveBack(() => use);
    end(MANY);
    for (let looks = 0; looks < 3; looks++) await once(events, 'looked');
    expect(count()).toBe(0);
    const collected = once(events, 'collected');
    use = 0.01;
    await collected;
    expect(count()).toBe(1);
    giveBack.close();
  });

  it('is given back by V8 in truth', async () => {
    const registered = Promise.withResolvers<void>();
    const registry = new FinalizationRegistry(() => registered.resolve());
    (() => registry.register({}, undefined))();
    const giveBack = new GiveBack({ lookMs: 1, busy: () => 0 });
    for (let index = 0; index < MANY; index++) giveBack.sessionEnded();
    await registered.promise;
    giveBack.close();
  });
});
