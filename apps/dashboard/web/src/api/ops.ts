import {
  opsChangesChange,
  opsDecisionsDecide,
  opsDecisionsList,
  opsImagesPull,
  opsJobsCancel,
  opsJobsEnded,
  opsJobsGet,
  opsServicesDrift,
  opsServicesList,
  opsServicesNodes,
  opsStatsRead,
  opsUsesRead,
} from './generated/index.js';
import type { OpsChangeOutcome, OpsEndedJobsAnswer, OpsJobsEndedData } from './generated/index.js';
import type {
  Decision,
  Job,
  NodeUse,
  Plan,
  PlatformNode,
  ServiceDrift,
  ServiceList,
  ServiceStats,
} from './ops-views.js';
import { Problem } from './problem.js';

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
  return opsServicesList({ signal });
}

export async function readNodes(signal: AbortSignal): Promise<readonly PlatformNode[]> {
  return (await opsServicesNodes({ signal })).nodes;
}

export function readStats({ node, service }: ServiceRef, signal: AbortSignal): Promise<ServiceStats> {
  return opsStatsRead({ path: { id: service }, query: { node }, signal });
}

/** readDrift is what about a service is not as its files say. */
export function readDrift({ node, service }: ServiceRef, signal: AbortSignal): Promise<ServiceDrift> {
  return opsServicesDrift({ path: { id: service }, query: { node }, signal });
}

/** readUses is what all services of all nodes use, as it was last read there. */
export async function readUses(signal: AbortSignal): Promise<readonly NodeUse[]> {
  return (await opsUsesRead({ signal })).nodes;
}

export function readJob(id: string, signal: AbortSignal): Promise<Job> {
  return opsJobsGet({ path: { id }, signal });
}

export type EndedJobs = OpsEndedJobsAnswer;
export type EndedWish = NonNullable<OpsJobsEndedData['query']>;

/** readEndedJobs goes back through the jobs that ended, newest first; `before` goes on from an earlier answer. */
export function readEndedJobs(query: EndedWish, signal: AbortSignal): Promise<EndedJobs> {
  return opsJobsEnded({ query, signal });
}

export function cancelJob(id: string): Promise<{ ok: boolean; was: string }> {
  return opsJobsCancel({ path: { id } });
}

export async function readDecisions(signal: AbortSignal): Promise<readonly Decision[]> {
  return (await opsDecisionsList({ signal })).decisions;
}

/** planChange looks only. */
export async function planChange(ref: ServiceRef, change: Change, signal: AbortSignal): Promise<Plan> {
  return planIn(await sendChange(ref, change, { dry_run: true }, { signal }));
}

/** confirmChange resolves once the change is a job, with its id; sent again with the same key it is done once. */
export async function confirmChange(
  ref: ServiceRef,
  change: Change,
  plan: string,
  sending: Sending,
): Promise<string | undefined> {
  return (await sendChange(ref, change, { confirm: true, plan }, sending)).job;
}

function sendChange(
  { node, service }: ServiceRef,
  change: Change,
  wish: Wish,
  { signal, idempotencyKey }: Sending,
): Promise<OpsChangeOutcome> {
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
  return planIn(await opsDecisionsDecide({ path: { id }, body, signal }));
}

export async function decide(
  id: string,
  choice: { decision: 'finish' | 'abandon'; plan?: string; reason?: string },
  { signal, idempotencyKey }: Sending,
): Promise<string | undefined> {
  const body = { ...choice, confirm: true };
  const headers = headersOf(idempotencyKey);
  return (await opsDecisionsDecide({ path: { id }, body, headers, signal })).job;
}

/** One type answers every change; that of a dry run has its plan. */
export function planIn({ plan }: OpsChangeOutcome): Plan {
  if (plan === undefined) throw new Problem(502, 'upstream_invalid', 'ops answered a dry run without a plan');
  return plan;
}

export function headersOf(idempotencyKey: string | undefined): Record<string, string> {
  return {
    Prefer: 'respond-async',
    ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
  };
}
