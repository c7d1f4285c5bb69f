import { Ends } from './ends.js';

describe('Ends', () => {
  it('ends everything, the last first, also when one of them fails', async () => {
    const ended: string[] = [];
    const ends = new Ends();
    ends.add(() => ended.push('first'));
    ends.add(() => Promise.reject(new Error('no')));
    ends.add(() => ended.push('last'));
    await expect(ends.all()).rejects.toThrow('no');
    expect(ended).toEqual(['last', 'first']);
    await ends.all();
    expect(ended).toHaveLength(2);
  });
});
