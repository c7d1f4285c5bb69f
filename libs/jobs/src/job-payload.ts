import { DomainError } from '@app/kernel';
import { z } from 'zod';
import { CHANGES, planStep } from './plan.js';
import { rollout } from './rollout.js';
import { serviceName } from './service-name.js';

/** The most that one payload may take in Redis, in bytes of JSON. */
export const LARGEST_PAYLOAD_BYTES = 65_536;
const MOST_SERVICES = 64;

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const PRINTABLE = /^[A-Za-z0-9][A-Za-z0-9@._:/-]{0,127}$/;
const CORRELATION = /^[A-Za-z0-9._:-]{1,128}$/;
const PLAN_HASH = /^(sha256:)?[0-9a-f]{64}$/;

const distinct = (list: readonly string[]) => new Set(list).size === list.length;

/**
 * jobPayload is all that a job carries. Redis keeps it in clear text, so it is strict: a field that is not named here
 * is refused, and none that is named has room for a secret (an image reference with credentials does not match).
 */
export const jobPayload = z.strictObject({
  /** The audit event that announced the action, a UUIDv7 in lower case; the job's id as well. */
  intent_id: z.string().regex(UUID_V7, 'must be a UUIDv7 in lower case'),
  node: serviceName,
  /** Compose service names. */
  services: z.array(serviceName).max(MOST_SERVICES).refine(distinct, 'must not name a service twice'),
  action: z.enum(CHANGES),
  plan_hash: z.string().regex(PLAN_HASH, 'must be a SHA-256 in hex').optional(),
  rollout: rollout.optional(),
  /** As they were planned: what a reconciler compares the node with when the job was cut off. */
  steps: z.array(planStep).max(MOST_SERVICES).optional(),
  actor: z.string().regex(PRINTABLE, 'must be 1 to 128 plain characters'),
  correlation_id: z.string().regex(CORRELATION, 'must be 1 to 128 of letters, digits, . _ : -'),
  /** RFC 3339, UTC. */
  requested_at: z.iso.datetime(),
});

export type JobPayload = z.infer<typeof jobPayload>;

/** parseJobPayload checks a payload on either side of the queue; throws `invalid_job` naming the field. */
export function parseJobPayload(given: unknown): JobPayload {
  const parsed = jobPayload.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error.issues[0]);
  const bytes = Buffer.byteLength(JSON.stringify(parsed.data));
  if (bytes <= LARGEST_PAYLOAD_BYTES) return parsed.data;
  throw new DomainError(
    'invalid_job',
    `the job takes ${bytes} bytes; at most ${LARGEST_PAYLOAD_BYTES} are allowed`,
  );
}

function invalid(issue: z.core.$ZodIssue | undefined): DomainError {
  const field = issue === undefined || issue.path.length === 0 ? 'job' : issue.path.join('.');
  return new DomainError('invalid_job', `${field}: ${issue?.message ?? 'is not a job'}`, { param: field });
}
