import { Problem } from '../api/problem.js';
import { boundPlan } from './bound-plan.js';
import type { UnboundView } from './bound-plan.js';

const signal = new AbortController().signal;
const VIEW: UnboundView = { changes: [], stops: [], affected: [], needs: [], cannotBeUndone: [] };

function setup(facts: string[], answers: ('ok' | 'lost')[] = ['ok']) {
  const world = { facts, acts: 0, isDone: false };
  const { plan, confirm } = boundPlan({
    read: () => Promise.resolve([...world.facts]),
    view: () => VIEW,
    facts: (found) => found,
    act: () => {
      world.acts += 1;
      return answers.shift() === 'lost' ? Promise.reject(new TypeError('cut')) : Promise.resolve();
    },
    isDone: () => world.isDone,
  });
  const send = (hash: string, idempotencyKey = 'k1') => confirm({ hash, idempotencyKey, reason: '', signal });
  return { world, plan: () => plan(signal), send };
}

describe('a plan that is bound to what was shown', () => {
  it('is done when nothing has changed, and when what was feared is gone', async () => {
    const { world, plan, send } = setup(['digest a', 'in use']);
    const { hash } = await plan();
    world.facts = ['digest a'];
    await expect(send(hash)).resolves.toEqual({});
    expect(world.acts).toBe(1);
  });

  it('is outdated by what was not shown, until it is planned anew', async () => {
    const { world, plan, send } = setup(['digest a']);
    const { hash } = await plan();
    world.facts = ['digest a', 'in use'];
    await expect(send(hash)).rejects.toMatchObject({ code: 'plan_outdated', status: 409 });
    expect(world.acts).toBe(0);
    const anew = await plan();
    expect(anew.hash).not.toBe(hash);
    await send(anew.hash);
    expect(world.acts).toBe(1);
  });

  it('is outdated when it was never shown', async () => {
    const { send } = setup(['digest a']);
    await expect(send('0000')).rejects.toBeInstanceOf(Problem);
  });

  it('whose answer was lost is not done twice when it has happened, and is when it has not', async () => {
    for (const [isDone, acts] of [
      [true, 1],
      [false, 2],
    ] as const) {
      const { world, plan, send } = setup(['digest a'], ['lost', 'ok']);
      const { hash } = await plan();
      await expect(send(hash)).rejects.toThrow('cut');
      Object.assign(world, { isDone, facts: ['digest b'] });
      await expect(send(hash)).resolves.toEqual({});
      expect(world.acts).toBe(acts);
    }
  });
});
