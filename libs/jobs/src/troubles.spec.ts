import { Troubles, type Trouble } from './troubles.js';

describe('Troubles', () => {
  it('passes on one failure of a kind in ten seconds, and counts the others', () => {
    let now = 0;
    const heard: Trouble[] = [];
    const troubles = new Troubles((trouble) => heard.push(trouble), { now: () => 0, monotonic: () => now });
    for (let times = 0; times < 1_000; times += 1) troubles.report('queue', new Error('full'));
    troubles.report('events', new Error('gone'));
    now = 10_000;
    troubles.report('queue', new Error('still full'));
    expect(heard.map(({ doing, unreported }) => [doing, unreported])).toEqual([
      ['queue', 0],
      ['events', 0],
      ['queue', 999],
    ]);
  });
});
