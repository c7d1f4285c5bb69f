import type { PlanStep } from '@app/jobs';
import { imageOnNode } from '../../deployments/image-on-node.js';
import { together, type Finding, type VerdictSight } from './verdict-sight.js';

/**
 * pullVerdict judges `pull` by what each reference stands for. One that stands for the same image as before may have
 * been pulled to the same end; nothing was changed then, and that is what is said.
 */
export async function pullVerdict({ payload, engine, signal }: VerdictSight): Promise<Finding> {
  const steps = (payload.steps ?? []).filter(({ effect }) => effect === 'pull');
  const seen = await Promise.all(
    steps.map(async ({ service, image, image_id: before }: PlanStep) => {
      const now = image === null ? undefined : await imageOnNode(engine.client, image, signal);
      const verdict = now !== undefined && now.id !== before ? 'happened' : 'did_not_happen';
      return { service, reference: image, before, now: now?.id ?? null, verdict } as const;
    }),
  );
  const evidence = { requested_at: payload.requested_at, images: seen };
  return { verdict: together(seen.map(({ verdict }) => verdict)), evidence };
}
