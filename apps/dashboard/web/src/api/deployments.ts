import { opsDeploymentsDeploy, opsDeploymentsList, opsDeploymentsRollback } from './generated/index.js';
import type { OpsDeploymentAnswer } from './generated/index.js';
import { headersOf, planIn, type Sending } from './ops.js';
import type { Plan } from './ops-views.js';

export type Deployment = OpsDeploymentAnswer;

/** What is to run: an image for each service of a node. */
export interface WantedImages {
  readonly node: string;
  readonly images: Readonly<Record<string, string>>;
}

/** readDeployments are the newest deployments and rollbacks of a node, the newest first. */
export async function readDeployments(node: string, signal: AbortSignal): Promise<readonly Deployment[]> {
  return (await opsDeploymentsList({ query: { node }, signal })).deployments;
}

/** planDeployment looks only. */
export async function planDeployment(wanted: WantedImages, signal: AbortSignal): Promise<Plan> {
  return planIn(await opsDeploymentsDeploy({ body: { ...wanted, dry_run: true }, signal }));
}

/** confirmDeployment resolves once the deployment is a job, with its id. */
export async function confirmDeployment(
  wanted: WantedImages,
  plan: string,
  { signal, idempotencyKey }: Sending,
): Promise<string | undefined> {
  const body = { ...wanted, confirm: true, plan };
  return (await opsDeploymentsDeploy({ body, headers: headersOf(idempotencyKey), signal })).job;
}

/** planRollback looks only: at what ran before a deployment. */
export async function planRollback(id: string, signal: AbortSignal): Promise<Plan> {
  return planIn(await opsDeploymentsRollback({ path: { id }, body: { dry_run: true }, signal }));
}

export async function confirmRollback(
  id: string,
  plan: string,
  { signal, idempotencyKey }: Sending,
): Promise<string | undefined> {
  const body = { confirm: true, plan };
  return (await opsDeploymentsRollback({ path: { id }, body, headers: headersOf(idempotencyKey), signal }))
    .job;
}
