import { HandOver } from './hand-over.js';

describe('what several producers hand to one reader', () => {
  it('is taken one by one, and holds a producer until then', async () => {
    const hand = new HandOver<number>();
    let put = 0;
    const producing = (async () => {
      while (await hand.put(put)) put++;
    })();
    const items = hand.items();
    expect([(await items.next()).value, (await items.next()).value]).toEqual([0, 1]);
    expect(put).toBe(1);
    await items.return(undefined);
    await producing;
    expect(put).toBeLessThan(3);
  });

  it('ends with a failure only after what was put before it', async () => {
    const hand = new HandOver<string>();
    const items = hand.items();
    void hand.put('last');
    hand.fail(new Error('gone'));
    expect((await items.next()).value).toBe('last');
    await expect(items.next()).rejects.toThrow('gone');
    expect(await hand.put('late')).toBe(false);
  });

  it('ends a reader that waits', async () => {
    const hand = new HandOver<string>();
    const next = hand.items().next();
    hand.end();
    expect((await next).done).toBe(true);
  });
});
