import type { ContainerDetails } from '@app/docker';
import type { JobPayload } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import { containersOf, together, type Finding, type Verdict, type VerdictSight } from './verdict-sight.js';

/** runVerdict judges `start`, `stop` and `restart` by the times of their containers. */
export async function runVerdict(sight: VerdictSight): Promise<Finding> {
  const { payload, engine, signal } = sight;
  const ids = payload.services.flatMap((name) => containersOf(sight, name).map(({ id }) => id));
  const containers = await Promise.all(ids.map((id) => engine.client.inspectContainer(id, signal)));
  const seen = containers.map((container) => ({ container, verdict: verdictOn(payload, container) }));
  const evidence = {
    requested_at: payload.requested_at,
    containers: seen.map(({ container, verdict }) => evidenceOf(container, verdict)),
  };
  return { verdict: together(seen.map(({ verdict }) => verdict)), evidence };
}

/**
 * A restart or start shows in the start time, a stop in the end time. What counts is the time of the request: a change
 * by another between it and the job would have outdated the plan, and Redis dates a job anew when it finds it lost.
 */
function verdictOn({ action, requested_at }: JobPayload, container: ContainerDetails): Verdict {
  const since = Date.parse(requested_at);
  const isRunning = container.state === 'running';
  const began = isRunning && Date.parse(container.startedAt ?? '') >= since;
  const ended = !isRunning && Date.parse(container.finishedAt ?? '') >= since;
  if (action === 'stop') return ended ? 'happened' : 'did_not_happen';
  // A restart that was cut off between its two halves has left its service down.
  if (action === 'restart' && ended) return 'partial';
  return began ? 'happened' : 'did_not_happen';
}

function evidenceOf({ id, state, startedAt, finishedAt }: ContainerDetails, verdict: Verdict): JsonValue {
  const times = { started_at: startedAt ?? null, finished_at: finishedAt ?? null };
  return { id, state, ...times, happened: verdict === 'happened' };
}
