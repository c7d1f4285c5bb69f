import { setImmediate as settled } from 'node:timers/promises';
import { ConnectionSlots } from './connection-slots.js';

function setup(connections: number) {
  const slots = new ConnectionSlots(connections);
  const started: string[] = [];
  const starter = (name: string) => (): void => void started.push(name);
  return { slots, started, starter };
}

describe('connection slots', () => {
  it('start what fits at once and the others in order, as slots come back', async () => {
    const { slots, started, starter } = setup(2);
    for (const name of ['a', 'b', 'c', 'd']) slots.take(starter(name));
    expect(started).toEqual(['a', 'b']);
    slots.give();
    slots.take(starter('e'));
    await settled();
    expect(started).toEqual(['a', 'b', 'c']);
    slots.give();
    slots.give();
    await settled();
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('never start what was forgotten, and keep its place for the next', async () => {
    const { slots, started, starter } = setup(1);
    const left = starter('left');
    slots.take(starter('a'));
    slots.take(left);
    slots.forget(left);
    slots.give();
    await settled();
    slots.take(starter('b'));
    expect(started).toEqual(['a', 'b']);
  });

  it('lose no slot when a call leaves just as its turn comes', async () => {
    const { slots, started, starter } = setup(1);
    const left = starter('left');
    slots.take(starter('a'));
    slots.take(left);
    slots.give();
    slots.forget(left);
    slots.take(starter('b'));
    await settled();
    expect(started).toEqual(['a', 'b']);
    slots.take(starter('c'));
    expect(started).toEqual(['a', 'b']);
  });
});
