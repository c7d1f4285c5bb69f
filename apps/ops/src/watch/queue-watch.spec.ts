import { createLogger } from '@app/http';
import type { JobQueues } from '@app/jobs';
import { QueueWatch } from './queue-watch.js';

const LIMIT_MS = 60_000;
let now: number;
let waitingSince: number | undefined;
let workers: number;
let memory: string;
let warnings: string[];
let isAway: boolean;

/** A Redis of one node, and as much of a queue as is looked at. */
function aWatch(): QueueWatch {
  const queue = {
    getJobs: () => Promise.resolve(waitingSince === undefined ? [] : [{ timestamp: waitingSince }]),
    getWorkersCount: () => Promise.resolve(workers),
  };
  const redis = {
    smembers: () => (isAway ? Promise.reject(new Error('gone')) : Promise.resolve(['local'])),
    info: () => Promise.resolve(memory),
  };
  const queues = { redis, of: () => Promise.resolve(queue) } as unknown as JobQueues;
  const logger = Object.assign(createLogger('ops', 'silent'), {
    warn: ({ reason }: { reason: string }) => warnings.push(reason),
  });
  return new QueueWatch(queues, { longestWaitMs: LIMIT_MS }, logger, {
    now: () => now,
    monotonic: () => now,
  });
}

beforeEach(() => {
  now = 1_800_000_000_000;
  waitingSince = undefined;
  workers = 1;
  memory = '# Memory\r\nused_memory:100\r\nused_memory_human:100B\r\nmaxmemory:1000\r\n';
  warnings = [];
  isAway = false;
});

const after = async (watch: QueueWatch, ms: number) => {
  now += ms;
  await watch.look();
};

describe('a job that waits', () => {
  it('for longer than it should while a worker is connected is told of, once', async () => {
    const watch = aWatch();
    waitingSince = now;
    await watch.look();
    await after(watch, LIMIT_MS);
    expect([watch.stuck, warnings]).toEqual([undefined, []]);
    await after(watch, 1_000);
    expect(watch.stuck).toBe('a job of the node "local" has waited for 61 s, though a worker is connected');
    expect(watch.waits).toEqual([{ node: 'local', seconds: 61, workers: 1 }]);
    await after(watch, 1_000);
    expect(warnings).toHaveLength(1);
    waitingSince = undefined;
    await after(watch, 1_000);
    expect(watch.stuck).toBeUndefined();
  });

  it('while nobody is there, or somebody has just come, is no sign of a stuck queue', async () => {
    const watch = aWatch();
    waitingSince = now;
    workers = 0;
    await watch.look();
    await after(watch, 10 * LIMIT_MS);
    expect(watch.stuck).toBeUndefined();
    expect(watch.waits).toEqual([{ node: 'local', seconds: 600, workers: 0 }]);
    workers = 4;
    await watch.look();
    await after(watch, LIMIT_MS);
    expect(watch.stuck).toBeUndefined();
    await after(watch, 1);
    expect(watch.stuck).toContain('"local"');
  });
});

describe('the memory of Redis', () => {
  it.each([
    [699, undefined],
    [700, 'Redis uses 70 % of its memory'],
    [999, 'Redis uses 99 % of its memory'],
  ])('with %d of 1000 bytes in use', async (used, said) => {
    memory = `used_memory:${used}\r\nmaxmemory:1000\r\n`;
    const watch = aWatch();
    await watch.look();
    expect(watch.full).toBe(said);
    expect(watch.memory).toEqual({ usedBytes: used, maxBytes: 1_000 });
    expect(warnings).toEqual(said === undefined ? [] : [said]);
  });

  it('without a limit is never too full', async () => {
    memory = 'used_memory:5000000000\r\nmaxmemory:0\r\n';
    const watch = aWatch();
    await watch.look();
    expect(watch.full).toBeUndefined();
  });
});

it('while Redis is away nothing is said of it', async () => {
  const watch = aWatch();
  waitingSince = now - 10 * LIMIT_MS;
  await watch.look();
  isAway = true;
  await after(watch, 10 * LIMIT_MS);
  expect([watch.stuck, watch.full, watch.memory, watch.waits]).toEqual([undefined, undefined, undefined, []]);
});
