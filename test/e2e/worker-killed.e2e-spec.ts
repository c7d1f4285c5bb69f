import { COMPOSE_FLAVOURS } from '../docker/compose-flavours.ts';
import { startImageRegistry, type ImageRegistry } from '../docker/image-registry.ts';
import type { Answer } from './operations.ts';
import { KilledChanges, type KilledJob, type Shown } from './killed-changes.ts';
import { times } from './times.ts';

/** In each a change of every kind is cut off. 1.29 takes several times as long for everything. */
const ROUNDS = { '1.29': times(1, 2), plugin: times(2, 3) };
/** Longer than most of the changes take from the request to their end. */
const LATEST_KILL_MS = { '1.29': 5_000, plugin: 2_500 } as const;

let registry: ImageRegistry;
const stacks = new Map<string, KilledChanges>();

beforeAll(async () => {
  registry = await startImageRegistry();
  await Promise.all(
    COMPOSE_FLAVOURS.map(async (flavour) => {
      stacks.set(flavour, await KilledChanges.start(flavour, ROUNDS[flavour], registry));
    }),
  );
  // Side by side: what a stack waits for leaves the machine to the other.
  await Promise.all(
    COMPOSE_FLAVOURS.map(async (flavour) => {
      for (let round = 0; round < ROUNDS[flavour]; round++) {
        // At random, but in each round in another part of the time.
        const part = (round + Math.random()) / ROUNDS[flavour];
        await stacks.get(flavour)?.round(round, part * LATEST_KILL_MS[flavour]);
      }
    }),
  );
}, 300_000);
afterAll(async () => {
  await Promise.all([...stacks.values()].map((stack) => stack.close()));
  await registry?.close();
}, 60_000);

describe.each(COMPOSE_FLAVOURS)('changes whose worker was killed (%s)', (flavour) => {
  const stack = () => stacks.get(flavour) as KilledChanges;
  const jobsOf = (action: KilledJob['action']) => stack().jobs.filter((job) => job.action === action);

  it.each(['restart', 'up', 'pull', 'deploy'] as const)(
    `${ROUNDS[flavour]} times in a %s: each has one outcome, and it is what the engine shows`,
    async (action) => {
      const jobs = jobsOf(action);
      expect(jobs).toHaveLength(ROUNDS[flavour]);
      for (const job of jobs) {
        const outcome = await stack().outcome(job);
        const seen = JSON.stringify({ ...job, outcome });
        expect([seen, saidOf(outcome)]).toEqual([seen, await stack().shown(job)]);
        const all = (await stack().audit()).filter(({ metadata }) => metadata['intent'] === job.job);
        expect(all.map(({ result }) => result)).toHaveLength(1);
      }
    },
    60_000,
  );

  it('a deployment that happened is pinned, and no other; no candidate is left', async () => {
    const shown = await Promise.all(jobsOf('deploy').map((job) => stack().shown(job)));
    const happened = jobsOf('deploy').filter((_job, index) => shown[index] === 'happened');
    expect(await stack().pinned()).toEqual(happened.map(({ service }) => service));
    expect(await stack().candidates()).toEqual([]);
  });

  it('the next change of the same services works, and leaves one container of each', async () => {
    const ups = await Promise.all(jobsOf('up').map(({ service }) => stack().bringUp(service)));
    expect(ups.map(answerOf)).toEqual(ups.map(() => [200, undefined]));
    const deployed = jobsOf('deploy').map(({ service }) => service);
    expect(answerOf(await stack().deploy(deployed))).toEqual([200, undefined]);
    for (const { service } of [...jobsOf('up'), ...jobsOf('deploy')]) {
      const containers = await stack().containers(service);
      expect(containers).toMatchObject([{ state: 'running', leftOver: false }]);
    }
  }, 120_000);
});

function answerOf({ status, body }: Answer): [status: number, detail: unknown] {
  return [status, body['detail']];
}

/** Nothing was begun, or nothing was touched, says as much as a verdict. */
function saidOf({
  result,
  metadata,
}: {
  readonly result: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}): Shown {
  if (metadata['verdict'] !== undefined) return metadata['verdict'] as Shown;
  return result === 'ok' ? 'happened' : 'did_not_happen';
}
