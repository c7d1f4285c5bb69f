import type { PlanStep } from '@app/jobs';
import { DomainError, type JsonValue } from '@app/kernel';
import { keepImages } from '../deployments/kept-images.js';
import { beforeActing } from './before-acting.js';
import type { ChangeWork } from './change-work.js';
import { ComposeWords } from './compose-words.js';
import { serviceResults } from './service-results.js';

/** upChange makes services what the compose files and the pins say. What is so already is not touched. */
export async function upChange({ plan, engine, project, context }: ChangeWork): Promise<JsonValue> {
  refuseMissing(plan.steps);
  await keepImages(engine.client, plan.steps, context);
  const services = touched(plan.steps);
  if (services.length > 0) {
    await context.progress(`bring up ${services.join(', ')}`);
    await beforeActing(context);
    await composeUp({ project, context }, services, await project.pins.files());
  }
  return { touched: services, services: await serviceResults(engine, plan.services) };
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
