import { newJob, rowOf, type FakeJob } from './fake-job.ts';
import { jsonOf, noSuchRoute, ok, refused, type Call, type Reply } from './fake-reply.ts';
import type { FakeWorker } from './fake-worker.ts';

export interface JobRoutes {
  readonly jobs: Map<string, FakeJob>;
  readonly worker: FakeWorker;
  /** A backend of early 2026: no newer columns, no loss, no offset of logs. */
  isOlder: boolean;
  /** How much of a log it sends to those who name no offset. */
  tailBytes: number;
}

export function listOrSave(call: Call, { jobs, isOlder }: JobRoutes): Reply {
  if (call.method === 'POST') return save(call, jobs, isOlder);
  const id = call.query.get('id');
  if (id !== null) {
    const job = jobs.get(id);
    return ok(job === undefined ? null : rowOf(job, isOlder));
  }
  const all = [...jobs.values()].sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  return ok({ jobs: all.map((job) => rowOf(job, isOlder)) });
}

function save(call: Call, jobs: Map<string, FakeJob>, isOlder: boolean): Reply {
  const { id, name, gpu_ids, job_config } = jsonOf(call) as Record<string, string>;
  const namesake = [...jobs.values()].find((job) => job.name === name);
  if (namesake !== undefined && namesake.id !== id) return refused(409, 'Job name already exists');
  const known = jobs.get(id ?? '');
  if (id !== undefined && known === undefined) return refused(500, 'Failed to save training data');
  const changes = { name: name ?? '', gpu_ids: gpu_ids ?? '0', job_config: JSON.stringify(job_config) };
  const job = Object.assign(known ?? newJob({}, jobs.size + 1), changes);
  jobs.set(job.id, job);
  return ok(rowOf(job, isOlder));
}

export function ofJob(call: Call, routes: JobRoutes): Reply {
  const [, id = '', action = ''] = call.path;
  const job = routes.jobs.get(id);
  const isOddOne = ['mark_stopped', 'save_now', 'sample_now'].includes(action);
  if (job === undefined)
    return isOddOne ? refused(500, 'Internal Server Error') : refused(404, 'Job not found');
  const before = ok(rowOf(job, routes.isOlder));
  switch (action) {
    case 'start':
      routes.worker.enqueue(job);
      return before;
    case 'stop':
      routes.worker.stop(job);
      return before;
    case 'mark_stopped':
      Object.assign(job, { stop: true, status: 'stopped', info: 'Job stopped' });
      return before;
    case 'log':
      return logOf(job, call, routes);
    case 'loss':
      return routes.isOlder ? noSuchRoute() : lossOf(job, call);
    case 'files':
      return ok({ files: job.kept.files });
    case 'samples':
      return ok({ samples: job.kept.samples });
    default:
      return noSuchRoute();
  }
}

function logOf({ kept }: FakeJob, { query }: Call, { isOlder, tailBytes }: JobRoutes): Reply {
  if (kept.log === undefined) return ok({ log: '', ...(!isOlder && { offset: 0, reset: true }) });
  const bytes = Buffer.from(kept.log);
  const tail = bytes.subarray(Math.max(0, bytes.length - tailBytes)).toString();
  if (isOlder) return ok({ log: tail });
  const offset = Number.parseInt(query.get('offset') ?? '', 10);
  const isReset = Number.isNaN(offset) || offset > bytes.length;
  const log = isReset ? tail : bytes.subarray(offset).toString();
  return ok({ log, offset: bytes.length, reset: isReset });
}

const MOST_POINTS = 20_000;

/** The first points after a step, of one key, which unless told is one that no trainer writes. */
function lossOf({ kept: { losses } }: FakeJob, { query }: Call): Reply {
  if (losses === undefined) return ok({ keys: [], key: 'loss', points: [] });
  const key = query.get('key') ?? 'loss';
  const limit = Math.min(Number(query.get('limit') ?? 2_000), MOST_POINTS);
  const since = Number(query.get('since_step') ?? -1);
  const points = (losses[key] ?? []).filter(({ step }) => step > since);
  return ok({ key, keys: Object.keys(losses).sort(), points: points.slice(0, limit) });
}

export function ofQueue(call: Call, { worker }: JobRoutes): Reply {
  const [, gpuIds, action] = call.path;
  if (gpuIds === undefined) return ok({ queues: [...worker.queues.values()] });
  if (action === 'stop' && !worker.queues.has(gpuIds)) return refused(404, 'Queue not found');
  const queue = worker.queue(gpuIds);
  const before = ok({ ...queue });
  queue.is_running = action === 'start';
  return before;
}
