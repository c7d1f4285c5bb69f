import { newRunMark, sweepLeftovers } from '@app/mcp';
import { ProcessBed } from '../mcp/process-bed.ts';
import { isRunning } from '../mcp/running-pids.ts';
import type { FailingMode } from '../mcp/failing-server.ts';
import { startSmallRouter, type SmallRouter } from '../mcp/small-router-process.ts';
import { until } from './until.ts';

const ours = new ProcessBed();
const others = new ProcessBed();
const routers: SmallRouter[] = [];
beforeEach(() => Promise.all([ours.begin(), others.begin()]));
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.kill()));
  for (const bed of [ours, others]) {
    await sweepLeftovers(bed.mark);
    expect(bed.pids()).toEqual([]);
    await bed.end();
  }
});

async function routerOn(bed: ProcessBed, ...modes: FailingMode[]): Promise<SmallRouter> {
  const router = await startSmallRouter(bed.folder, modes);
  routers.push(router);
  return router;
}

const gone = (pids: readonly number[]) => !pids.some(isRunning);

describe('the sweep at start-up, after a router was killed', () => {
  it('ends what that router left, and nothing of another one', async () => {
    const router = await routerOn(ours, 'stubborn', 'setsid-grandchild', 'well-behaved');
    const other = await routerOn(others, 'stubborn');
    const [left, kept] = [ours.pids(), others.pids()];
    expect([left.length, kept.length]).toEqual([4, 1]);
    await Promise.all([router.kill(), other.kill()]);
    // The well-behaved ones see the end of their input.
    await until(
      async () => ours.pids().length,
      (count) => count === 2,
    );
    expect(await sweepLeftovers(ours.mark)).toEqual({ found: 2, left: 0 });
    // A process that is on its way out has no environment any more, and stands in the table for a moment yet.
    expect(
      await until(
        async () => gone(left),
        (allGone) => allGone,
      ),
    ).toBe(true);
    expect(kept.every(isRunning)).toBe(true);
  }, 30_000);

  it('spares the servers of a router that lives, be it this one or one before it', async () => {
    const before = await routerOn(ours, 'well-behaved');
    const own = await ours.serve('well-behaved');
    expect(ours.pids()).toHaveLength(2);
    expect(await sweepLeftovers(ours.mark)).toEqual({ found: 0, left: 0 });
    expect(await sweepLeftovers(await newRunMark(ours.folder))).toEqual({ found: 0, left: 0 });
    expect(await own.call('echo', { still: 'here' })).toEqual({ still: 'here' });
    await own.client.close();
    await before.kill();
    await until(
      async () => ours.pids().length,
      (count) => count === 0,
    );
  }, 30_000);
});
