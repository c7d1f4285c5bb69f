import { DomainError } from '@app/kernel';
import { z } from 'zod';
import { AUDIT_ACTIONS, AUDIT_RESULTS } from './audit-action.js';
import { canonicalJson } from './canonical-json.js';

/** Bytes of one event's metadata, written canonically. */
export const MAX_METADATA_BYTES = 16_384;

/** Metadata is one level down in the event, and an event that passes here must be one that can be written. */
const WITHIN_EVENT = 1;

const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed(), 'holds half a character (a lone surrogate)');

const metadata = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  const problem = metadataProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

function metadataProblem(value: unknown): string | undefined {
  try {
    const bytes = Buffer.byteLength(canonicalJson(value, WITHIN_EVENT));
    return bytes > MAX_METADATA_BYTES ? `is ${bytes} bytes, wanted at most ${MAX_METADATA_BYTES}` : undefined;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

/** fitsEvent tells whether these can be the metadata of an event. */
export function fitsEvent(value: unknown): boolean {
  return metadataProblem(value) === undefined;
}

/** auditEntry is what a caller says of an event; the writer adds time, number, id and chain. */
export const auditEntry = z.strictObject({
  action: z.enum(AUDIT_ACTIONS),
  /** What was acted on: `service/ollama`, `model/qwen3`. */
  resource: text(512),
  /** Who acted: a client's id, or `system`. */
  actor: text(256),
  result: z.enum(AUDIT_RESULTS),
  /** The id of the request that led here. */
  correlation_id: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,128}$/)
    .optional(),
  /** Details, never a secret. */
  metadata: metadata.default({}),
});

export type AuditEntry = z.input<typeof auditEntry>;

/** CheckedEntry is an entry that keeps the rules, with metadata of its own: nobody else can change it later. */
export type CheckedEntry = z.output<typeof auditEntry>;

/** checkedEntry throws `audit_invalid`, naming every field at fault, never its value. */
export function checkedEntry(given: AuditEntry): CheckedEntry {
  const { success, data, error } = auditEntry.safeParse(given);
  if (!success) throw invalid(error);
  const metadata = JSON.parse(canonicalJson(given.metadata ?? {})) as CheckedEntry['metadata'];
  return { ...data, metadata };
}

function invalid({ issues }: z.ZodError): DomainError {
  const problems = issues.map(({ path, message }) => `${path.join('.') || 'the entry'}: ${message}`);
  const param = issues[0]?.path.join('.');
  return new DomainError('audit_invalid', `Not an audit entry: ${problems.join('; ')}`, { param });
}
