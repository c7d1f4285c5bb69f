import { DomainError, type JsonValue } from '@app/kernel';
import { z } from 'zod';

/** How a job ended: done, failed, stopped on request, refused before it touched anything, or cut off. */
export const JOB_RESULTS = ['ok', 'error', 'cancelled', 'refused', 'interrupted'] as const;
export type JobResult = (typeof JOB_RESULTS)[number];

/** What a reconciler found out about a job that was cut off. */
export const VERDICTS = ['happened', 'did_not_happen', 'partial', 'unknown'] as const;

export const LARGEST_EVENT_BYTES = 16_384;
const text = z.string().max(4_096);
const json: z.ZodType<JsonValue> = z.json();

export const jobEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('queued') }),
  z.strictObject({ type: z.literal('started') }),
  z.strictObject({ type: z.literal('progress'), step: text, percent: z.number().min(0).max(100).optional() }),
  z.strictObject({ type: z.literal('log'), line: text }),
  z.strictObject({
    type: z.literal('outcome'),
    result: z.enum(JOB_RESULTS),
    code: text.optional(),
    message: text.optional(),
    value: json.optional(),
  }),
  z.strictObject({ type: z.literal('verdict'), verdict: z.enum(VERDICTS), evidence: json }),
]);

export type JobEvent = z.infer<typeof jobEvent>;
export type JobVerdict = Extract<JobEvent, { type: 'verdict' }>;

/** An event as it is kept: `id` orders it and is what a reader resumes after; `at` is RFC 3339. */
export interface KeptEvent {
  readonly id: string;
  readonly at: string;
  readonly event: JobEvent;
}

/** Stands where events are missing: those after `after` (from the start if null) and before the next one. */
export interface EventGap {
  readonly gap: { readonly after: string | null };
}

/** endsJob tells whether nothing more is to come: a job that was cut off still waits for its verdict. */
export function endsJob(event: JobEvent): boolean {
  return event.type === 'verdict' || (event.type === 'outcome' && event.result !== 'interrupted');
}

/** writeEvent returns the event as it is kept; throws `invalid_event` when it is none or too large. */
export function writeEvent(event: JobEvent, at: number): string {
  const parsed = jobEvent.safeParse(event);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new DomainError(
      'invalid_event',
      `${issue?.path.join('.') ?? 'event'}: ${issue?.message ?? 'is no event'}`,
    );
  }
  const written = JSON.stringify({ at: new Date(at).toISOString(), event: parsed.data });
  const bytes = Buffer.byteLength(written);
  if (bytes <= LARGEST_EVENT_BYTES) return written;
  throw new DomainError(
    'invalid_event',
    `the event takes ${bytes} bytes; at most ${LARGEST_EVENT_BYTES} are kept`,
  );
}
