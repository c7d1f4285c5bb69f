import { EngineCaller, EngineClient, openDoor } from '@app/docker';
import type { FakeContainer } from '../../docker/fake-container.ts';
import type { Plan } from './plan.ts';
import { startPlane, type Plane } from './plane.ts';
import { times, type PartReport } from './report.ts';

/** Milliseconds from the sending of a request. */
interface Timing {
  /** To the first call of any kind that the engine saw; of requests that were alone. */
  readonly first: number;
  /** To the call that restarts. */
  readonly restart: number;
  readonly answer: number;
}

/** measureRestarts tells how long a request takes until the engine is asked, and until it is answered. */
export async function measureRestarts(folder: string, plan: Plan['restarts']): Promise<PartReport> {
  const plane = await startPlane(folder, plan.services);
  const watch = new EngineWatch(plane);
  try {
    const floor = await bareRestarts(plane, watch, plan.requests);
    await restarts(plane, watch, { ...plan, requests: plan.services, lanes: 1 });
    const alone = await restarts(plane, watch, { ...plan, lanes: 1 });
    const together = await restarts(plane, watch, plan);
    const bare = {
      call: times(floor.map(({ restart }) => restart)),
      whole: times(floor.map(({ answer }) => answer)),
    };
    const at = `${plan.lanes} at a time`;
    return {
      title: `Restart of a service, p50 / p99 of ${plan.requests}, ${plan.services} services`,
      floor: 'engine client alone',
      rows: [
        { measure: 'one at a time: request to first call', figure: times(alone.map(({ first }) => first)) },
        {
          measure: 'one at a time: request to restart call',
          figure: times(alone.map(({ restart }) => restart)),
          floor: bare.call,
        },
        {
          measure: 'one at a time: request to answer',
          figure: times(alone.map(({ answer }) => answer)),
          floor: bare.whole,
        },
        { measure: `${at}: request to restart call`, figure: times(together.map(({ restart }) => restart)) },
        { measure: `${at}: request to answer`, figure: times(together.map(({ answer }) => answer)) },
      ],
      faults: [],
    };
  } finally {
    await plane.close();
  }
}

/** EngineWatch knows when the engine was last asked for something. */
class EngineWatch {
  #first: number | undefined;
  readonly #restarts = new Map<string, number>();

  constructor({ engine }: Plane) {
    engine.onCall = (call) => {
      const now = performance.now();
      this.#first ??= now;
      const id = /^POST \/containers\/(\w+)\/restart$/.exec(call)?.[1];
      if (id !== undefined) this.#restarts.set(id, now);
    };
  }

  /** The time of what `work` does to a container. */
  async time({ id }: FakeContainer, work: () => Promise<void>): Promise<Timing> {
    this.#first = undefined;
    const start = performance.now();
    await work();
    const end = performance.now();
    return {
      first: (this.#first ?? NaN) - start,
      restart: (this.#restarts.get(id) ?? NaN) - start,
      answer: end - start,
    };
  }
}

/** Each lane has services of its own, so that no two requests want the same. */
async function restarts(
  plane: Plane,
  watch: EngineWatch,
  { requests, services, lanes }: Plan['restarts'],
): Promise<Timing[]> {
  const timings: Timing[] = [];
  const lane = async (number: number) => {
    for (let index = number; index < requests; index += lanes) {
      const service = index % services;
      const container = plane.containers[service] as FakeContainer;
      timings.push(await watch.time(container, () => plane.change(`s${service}`, 'restart')));
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  return timings;
}

async function bareRestarts(plane: Plane, watch: EngineWatch, requests: number): Promise<Timing[]> {
  const engine = { kind: 'local', socket: plane.engine.socket } as const;
  const compose = { project: 'bench', directory: '/', files: [] };
  const door = openDoor({ id: 'local', engine, compose, protectedServices: [] });
  const client = new EngineClient(new EngineCaller('local', door));
  const timings: Timing[] = [];
  for (let index = 0; index < requests; index++) {
    const container = plane.containers[index % plane.containers.length] as FakeContainer;
    timings.push(await watch.time(container, () => client.restart(container.id, 10)));
  }
  await door.close();
  return timings;
}
