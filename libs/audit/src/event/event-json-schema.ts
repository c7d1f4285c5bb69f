import { z } from 'zod';
import { auditEvent } from './audit-event.js';

/** eventJsonSchema is the JSON Schema of a stored event, as `docs/audit/audit-event.schema.json` holds it. */
export function eventJsonSchema(): Record<string, unknown> {
  return { title: 'Audit event', ...z.toJSONSchema(auditEvent) };
}
