import { readServices, type ServiceContainer } from '@app/docker';
import type { ImageTarget, PlanStep } from '@app/jobs';
import type { DomainError, JsonValue } from '@app/kernel';
import { ComposeWords } from '../changes/compose-words.js';
import type { ChangeWork } from '../changes/change-work.js';
import { makeRoom } from '../changes/memory-room.js';
import { runAgain } from '../changes/run-again.js';
import { serviceResults } from '../changes/service-results.js';
import { isUp } from '../plans/container-step.js';
import { rollbackFailed, rolledBack } from './deployment-error.js';
import { restoreTags, type Fetched } from './fetched-images.js';
import { targetImage } from './target-images.js';

/** What a deployment that failed leaves to its way back. */
export interface Undoing {
  /** As they were found right before anything was touched. */
  readonly steps: readonly PlanStep[];
  readonly fetched: readonly Fetched[];
  readonly gate: (services: readonly string[]) => Promise<void>;
}

const GRACE_SECONDS = 10;

/**
 * wayBack brings every touched service back to the image that it ran before, and returns the error that says so: also
 * when the job was cancelled, for a service must not be left between two images.
 */
export async function wayBack(work: ChangeWork, undoing: Undoing, cause: unknown): Promise<DomainError> {
  const node = work.engine.node.id;
  try {
    await work.context.progress('roll back');
    await restore(work, undoing);
    return rolledBack(node, cause);
  } catch (error) {
    const running = await runningNow(work);
    return rollbackFailed(node, { deployment: cause, rollback: error }, running);
  }
}

async function restore(work: ChangeWork, { steps, fetched, gate }: Undoing): Promise<void> {
  await work.context.fence.check();
  await restoreTags(work, fetched);
  const before = targetsBefore(steps);
  const same = await runAgain(work, steps);
  const gone = new Map([...before].filter(([service]) => !same.has(service)));
  if (gone.size > 0) await bringUp(work, gone);
  const ran = new Set(steps.filter(({ state }) => isUp(state)).map(({ service }) => service));
  const idle = [...new Set(steps.map(({ service }) => service))].filter((service) => !ran.has(service));
  await stopAll(work, idle);
  await gate([...before.keys()].filter((service) => ran.has(service)));
  await pinMoved(work, before);
}

/** What each touched service ran; one that had no container is not among them. */
function targetsBefore(steps: readonly PlanStep[]): ReadonlyMap<string, ImageTarget> {
  const services = new Set(steps.filter(({ effect }) => effect !== 'none').map(({ service }) => service));
  const before = new Map<string, ImageTarget>();
  for (const { service, image, image_id: id } of steps) {
    if (image === null || id === null || !services.has(service) || before.has(service)) continue;
    before.set(service, { reference: image, id });
  }
  return before;
}

async function bringUp(work: ChangeWork, before: ReadonlyMap<string, ImageTarget>): Promise<void> {
  const { engine, project, context } = work;
  const images = new Map<string, string>();
  for (const [service, target] of before) images.set(service, await targetImage(engine.client, target));
  const candidate = await project.pins.candidate(images);
  const words = new ComposeWords(context);
  try {
    // What failed holds memory as what ran before did; a job that was cancelled goes back in the same way.
    await makeRoom(work, [...before.keys()], new AbortController().signal, isOther(before));
    await context.fence.check();
    await project.cli.up([...before.keys()], { files: candidate.files, onLine: words.onLine });
  } finally {
    await words.end();
    await candidate.remove();
  }
}

/** A tag that a pull has moved stays moved on a remote node, and the next `up` would take what has just failed. */
async function pinMoved(
  { engine, project }: ChangeWork,
  before: ReadonlyMap<string, ImageTarget>,
): Promise<void> {
  if (engine.node.engine.kind === 'local') return;
  const moved = new Map<string, string>();
  for (const [service, target] of before) {
    const image = await targetImage(engine.client, target);
    if (image !== target.reference) moved.set(service, image);
  }
  if (moved.size === 0) return;
  const configured = await project.cli.services();
  await project.pins.commit(moved, (service) => configured.has(service));
}

function isOther(before: ReadonlyMap<string, ImageTarget>) {
  return (service: string, { imageId }: ServiceContainer) => before.get(service)?.id !== imageId;
}

/** What did not run before is stopped again; it is not removed, so that it can be looked into. */
async function stopAll({ engine, context }: ChangeWork, services: readonly string[]): Promise<void> {
  if (services.length === 0) return;
  const found = await readServices(engine.client, engine.node, { only: services });
  for (const { id } of found.flatMap(({ containers }) => containers)) {
    await context.fence.check();
    await engine.client.stop(id, GRACE_SECONDS);
  }
}

async function runningNow({ engine, plan }: ChangeWork): Promise<JsonValue[] | undefined> {
  // The node may be what has failed; what runs there is then unknown, and said to be so.
  return serviceResults(engine, plan.services).catch(() => undefined);
}
