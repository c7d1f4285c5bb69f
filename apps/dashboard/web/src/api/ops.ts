import {
  opsChangesChange,
  opsDecisionsDecide,
  opsDecisionsList,
  opsImagesPull,
  opsJobsCancel,
  opsJobsGet,
  opsJobsList,
  opsServicesList,
  opsServicesNodes,
  opsStatsRead,
} from './generated/index.js';
import type { Decision, Job, JobState, Plan, PlatformNode, ServiceList, ServiceStats } from './ops-views.js';

export type ServiceAction = 'start' | 'stop' | 'restart' | 'up';
export type Change = ServiceAction | 'pull';

/** How a change is asked for: looked at only, or done as it was planned. */
type Wish = { readonly dry_run: true } | { readonly confirm: true; readonly plan: string };

export interface Sending {
  readonly signal: AbortSignal;
  readonly idempotencyKey?: string;
}

interface ServiceRef {
  readonly node: string;
  readonly service: string;
}

export function readServices(signal: AbortSignal): Promise<ServiceList> {
  return opsServicesList({ signal }) as Promise<ServiceList>;
}

export async function readNodes(signal: AbortSignal): Promise<readonly PlatformNode[]> {
  const { nodes } = (await opsServicesNodes({ signal })) as { nodes: readonly PlatformNode[] };
  return nodes;
}

export function readStats({ node, service }: ServiceRef, signal: AbortSignal): Promise<ServiceStats> {
  return opsStatsRead({ path: { id: service }, query: { node }, signal }) as Promise<ServiceStats>;
}

export async function readJobs(
  query: { node: string; state: JobState; limit: number },
  signal: AbortSignal,
): Promise<readonly Job[]> {
  const { jobs } = (await opsJobsList({ query, signal })) as { jobs: readonly Job[] };
  return jobs;
}

export function readJob(id: string, signal: AbortSignal): Promise<Job> {
  return opsJobsGet({ path: { id }, signal }) as Promise<Job>;
}

export function cancelJob(id: string): Promise<{ ok: boolean; was: string }> {
  return opsJobsCancel({ path: { id } }) as Promise<{ ok: boolean; was: string }>;
}

export async function readDecisions(signal: AbortSignal): Promise<readonly Decision[]> {
  const { decisions } = (await opsDecisionsList({ signal })) as unknown as { decisions: readonly Decision[] };
  return decisions;
}

/** planChange looks only. */
export async function planChange(ref: ServiceRef, change: Change, signal: AbortSignal): Promise<Plan> {
  const { plan } = (await sendChange(ref, change, { dry_run: true }, { signal })) as { plan: Plan };
  return plan;
}

/** confirmChange resolves once the change is a job; sent again with the same key it is done once. */
export async function confirmChange(
  ref: ServiceRef,
  change: Change,
  plan: string,
  sending: Sending,
): Promise<string> {
  const { job } = (await sendChange(ref, change, { confirm: true, plan }, sending)) as { job: string };
  return job;
}

function sendChange(
  { node, service }: ServiceRef,
  change: Change,
  wish: Wish,
  { signal, idempotencyKey }: Sending,
): Promise<unknown> {
  const headers = headersOf(idempotencyKey);
  if (change === 'pull')
    return opsImagesPull({ body: { node, services: [service], ...wish }, headers, signal });
  return opsChangesChange({
    path: { id: service, action: change },
    query: { node },
    body: wish,
    headers,
    signal,
  });
}

export async function planFinish(id: string, signal: AbortSignal): Promise<Plan> {
  const body = { decision: 'finish', dry_run: true } as const;
  const { plan } = (await opsDecisionsDecide({ path: { id }, body, signal })) as { plan: Plan };
  return plan;
}

export async function decide(
  id: string,
  choice: { decision: 'finish' | 'abandon'; plan?: string; reason?: string },
  { signal, idempotencyKey }: Sending,
): Promise<string | undefined> {
  const body = { ...choice, confirm: true };
  const headers = headersOf(idempotencyKey);
  const { job } = (await opsDecisionsDecide({ path: { id }, body, headers, signal })) as { job?: string };
  return job;
}

function headersOf(idempotencyKey: string | undefined): Record<string, string> {
  return {
    Prefer: 'respond-async',
    ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
  };
}
