import type { PlanStep } from '@app/jobs';
import { DomainError, type JsonValue } from '@app/kernel';
import { keepImages } from '../deployments/kept-images.js';
import { beforeActing } from './before-acting.js';
import type { ChangeWork } from './change-work.js';
import { ComposeWords } from './compose-words.js';
import { makeRoom, recreated } from './memory-room.js';
import { runAgain } from './run-again.js';
import { serviceResults } from './service-results.js';

/** upChange makes services what the compose files and the pins say. What is so already is not touched. */
export async function upChange(work: ChangeWork): Promise<JsonValue> {
  const { plan, engine, project, context } = work;
  refuseMissing(plan.steps);
  await keepImages(engine.client, plan.steps, context);
  const services = touched(plan.steps);
  let memory: { readonly memory_released?: boolean } = {};
  if (services.length > 0) {
    await context.progress(`bring up ${services.join(', ')}`);
    await beforeActing(context);
    const files = await project.pins.files();
    memory = await bringUp(work, services, files).catch((error: unknown) => undo(work, error));
  }
  return { touched: services, ...memory, services: await serviceResults(engine, plan.services) };
}

/** Once anything was stopped for its GPU memory, it is brought up also when the job is cancelled meanwhile. */
async function bringUp(work: ChangeWork, services: readonly string[], files: readonly string[]) {
  const released = await makeRoom(work, recreated(work.plan.steps), work.context.signal);
  if (released !== undefined) await work.context.fence.check();
  await composeUp(work, services, files);
  return released === undefined ? {} : { memory_released: released };
}

/** What ran is not left down when nothing came in its place; an end that nobody knows of is left as it is. */
async function undo(work: ChangeWork, failure: unknown): Promise<never> {
  if (!(failure instanceof DomainError) || failure.code === 'node_outcome_unknown') throw failure;
  try {
    await runAgain(work, work.plan.steps);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await work.context.log(`what ran before could not be looked after: ${error.message}`);
  }
  throw failure;
}

/**
 * composeUp runs Compose on these services alone. It is not given the signal: a recreation is waited for, so that its
 * end is known.
 */
export async function composeUp(
  { project, context }: Pick<ChangeWork, 'project' | 'context'>,
  services: readonly string[],
  files: readonly string[],
): Promise<void> {
  const words = new ComposeWords(context);
  try {
    await project.cli.up(services, { files, onLine: words.onLine });
  } finally {
    await words.end();
  }
}

/** touched names the services of which anything is to be changed. */
export function touched(steps: readonly PlanStep[]): string[] {
  return [...new Set(steps.filter(({ effect }) => effect !== 'none').map(({ service }) => service))];
}

/** refuseMissing throws `image_not_found`: 1.29 would fetch a missing image by the way, and the Go compose fail half-way. */
export function refuseMissing(steps: readonly PlanStep[]): void {
  const missing = steps.find(({ wanted }) => wanted !== null && wanted.image_id === null);
  if (missing === undefined) return;
  const message = `${missing.service}: the node does not have the image; pull it first. Nothing was changed`;
  throw new DomainError('image_not_found', message, { param: 'service' });
}
