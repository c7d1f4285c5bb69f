import type { PlanStep } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import { digestUnder, imageOnNode } from '../deployments/image-on-node.js';
import { pullImage, type Progress } from '../deployments/pull-image.js';
import type { ChangeWork } from './change-work.js';

/** pullChange fetches the images of services, one after another, and tells what each reference stood for before and after. */
export async function pullChange(work: ChangeWork): Promise<JsonValue> {
  const results: JsonValue[] = [];
  for (const [index, step] of work.plan.steps.entries()) {
    const progress: Progress = (part) => {
      const percent = (100 * (index + part)) / work.plan.steps.length;
      return work.context.progress(`pull ${step.service}`, Math.round(percent));
    };
    results.push(await pullStep(work, step, progress));
  }
  return { images: results };
}

async function pullStep(work: ChangeWork, step: PlanStep, progress: Progress): Promise<JsonValue> {
  const { service, image, effect } = step;
  const reference = image ?? '';
  if (effect === 'pull')
    await pullImage(work, { service, reference }, await work.project.pins.files(), progress);
  const now = await imageOnNode(work.engine.client, reference);
  return {
    service,
    reference,
    before: { image_id: step.image_id, digest: step.digest },
    after: {
      image_id: now?.id ?? null,
      digest: (now && (digestUnder(reference, now) ?? now.digests[0])) ?? null,
    },
    changed: now?.id !== (step.image_id ?? undefined),
  };
}
