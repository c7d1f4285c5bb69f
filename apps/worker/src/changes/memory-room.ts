import { readServices, type ServiceContainer } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import { holdsVram } from '../gpu/vram-rule.js';
import { isUp } from '../plans/container-step.js';
import type { ChangeWork } from './change-work.js';
import { memoryReleased } from './memory-release.js';
import { GRACE_SECONDS } from './step-result.js';

type Work = Pick<ChangeWork, 'engine' | 'vram' | 'context'>;
/** Tells of which containers nothing will stay. */
type Going = (service: string, container: ServiceContainer) => boolean;

/**
 * makeRoom stops, of the services that are about to be recreated, those that hold GPU memory, and waits until it is given
 * back: Compose would start a model beside what is left of the old one. Returns whether it was seen to be free; undefined
 * when nothing had to be stopped. Who calls it brings up what it stopped, or starts it again.
 */
export async function makeRoom(
  work: Work,
  services: readonly string[],
  signal: AbortSignal,
  isGoing: Going = () => true,
): Promise<boolean | undefined> {
  const { engine, vram, context } = work;
  const going = await holding(work, services, isGoing);
  const names = [...going.keys()];
  const held = names.length === 0 ? undefined : await vram.before(engine.node, names, signal);
  if (held === undefined) return undefined;
  await context.progress(`stop ${names.join(', ')}`);
  for (const { id } of [...going.values()].flat()) {
    await context.fence.check();
    await engine.client.stop(id, GRACE_SECONDS);
  }
  return memoryReleased(work, names, held, signal);
}

/** The containers that run and hold GPU memory, by service. */
async function holding(
  { engine }: Work,
  services: readonly string[],
  isGoing: Going,
): Promise<ReadonlyMap<string, readonly ServiceContainer[]>> {
  const holders = services.filter((service) => holdsVram(engine.node, service));
  if (holders.length === 0) return new Map();
  const found = await readServices(engine.client, engine.node, { only: holders });
  const going = found.map(({ service, containers }): [string, ServiceContainer[]] => [
    service,
    containers.filter((each) => isUp(each.state) && isGoing(service, each)),
  ]);
  return new Map(going.filter(([, containers]) => containers.length > 0));
}

/** recreated names the services of which a container is to be replaced. */
export function recreated(steps: readonly PlanStep[]): string[] {
  return [...new Set(steps.filter(({ effect }) => effect === 'recreate').map(({ service }) => service))];
}
