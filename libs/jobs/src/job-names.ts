import { DomainError } from '@app/kernel';

/** The hash tag keeps every key in one slot of a Redis Cluster, which scripts over several keys need. */
export const KEY_PREFIX = '{switchyard}';

/** How long what we keep beside a job's record lasts: longer than the record itself. */
export const RECORDS_KEPT_MS = 24 * 3_600_000;

const NODE = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

/** queueName returns the one queue of a node: `ops-<node>`. */
export function queueName(node: string): string {
  if (NODE.test(node)) return `ops-${node}`;
  throw new DomainError(
    'invalid_job',
    'node: must be a letter or digit, then at most 127 of letters, digits, _ . -',
    {
      param: 'node',
    },
  );
}

/** The keys that this room keeps beside BullMQ's own. */
export const keys = {
  /** The nodes that ever had a job. */
  nodes: `${KEY_PREFIX}:job-nodes`,
  /** The node whose queue holds the job. */
  node: (jobId: string) => `${KEY_PREFIX}:job-node:${jobId}`,
  /** The stream of a job's events. */
  events: (jobId: string) => `${KEY_PREFIX}:job-events:${jobId}`,
  /** Where the ids of jobs with a new event are told. */
  newsChannel: `${KEY_PREFIX}:job-news`,
  /** Set by the worker that is about to run a job; a job that has one never runs again. */
  claim: (jobId: string) => `${KEY_PREFIX}:job-claim:${jobId}`,
  /** Set once the end of a job was asked for, to what it is about. */
  cancel: (jobId: string) => `${KEY_PREFIX}:job-cancel:${jobId}`,
  cancelChannel: `${KEY_PREFIX}:job-cancel`,
  /** Set once a reconciler has said what an interrupted job did. */
  settled: (jobId: string) => `${KEY_PREFIX}:job-settled:${jobId}`,
  lock: (path: string) => `${KEY_PREFIX}:lock:${path}`,
  fenceCounter: `${KEY_PREFIX}:lock-fence`,
  idempotency: (digest: string) => `${KEY_PREFIX}:idempotency:${digest}`,
  /** The plans that an actor was shown. */
  plans: (actorDigest: string) => `${KEY_PREFIX}:plans:${actorDigest}`,
  /** Who had a plan made last. */
  planMaker: (hash: string) => `${KEY_PREFIX}:plan-maker:${hash}`,
} as const;
