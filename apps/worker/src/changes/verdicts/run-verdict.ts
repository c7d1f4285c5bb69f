import type { ContainerDetails } from '@app/docker';
import type { JobPayload } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import { containersOf, together, type Finding, type VerdictSight } from './verdict-sight.js';

/** runVerdict judges `start`, `stop` and `restart` by the times of their containers. */
export async function runVerdict(sight: VerdictSight): Promise<Finding> {
  const { payload, engine, signal } = sight;
  const ids = payload.services.flatMap((name) => containersOf(sight, name).map(({ id }) => id));
  const containers = await Promise.all(ids.map((id) => engine.client.inspectContainer(id, signal)));
  const seen = containers.map((container) => ({ container, did: happened(payload, container) }));
  const evidence = {
    requested_at: payload.requested_at,
    containers: seen.map(({ container, did }) => evidenceOf(container, did)),
  };
  return { verdict: together(seen.map(({ did }) => (did ? 'happened' : 'did_not_happen'))), evidence };
}

/**
 * A restart or start shows in the start time, a stop in the end time. What counts is the time of the request: a change
 * by another between it and the job would have outdated the plan, and Redis dates a job anew when it finds it lost.
 */
function happened({ action, requested_at }: JobPayload, container: ContainerDetails): boolean {
  const since = Date.parse(requested_at);
  const began = Date.parse(container.startedAt ?? '') >= since;
  if (action === 'stop') {
    return container.state !== 'running' && Date.parse(container.finishedAt ?? '') >= since;
  }
  return container.state === 'running' && began;
}

function evidenceOf({ id, state, startedAt, finishedAt }: ContainerDetails, did: boolean): JsonValue {
  return { id, state, started_at: startedAt ?? null, finished_at: finishedAt ?? null, happened: did };
}
