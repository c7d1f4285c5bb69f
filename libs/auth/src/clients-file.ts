import { z } from 'zod';
import { parseStoredForm } from './api-key.js';
import { OPS_TOKEN_HOLDER } from './client.js';
import { ROLES } from './permissions.js';

const patterns = z.array(z.string().min(1));

/** What an entry does not mention it may not touch; models alone are open, as a client is made to call them. */
const scopes = z.strictObject({
  models: patterns.default(['*']),
  tools: patterns.default([]),
  nodes: patterns.default([]),
  services: patterns.default([]),
});

/** clientEntry is one client as a file holds it. */
export const clientEntry = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be lower-case letters, digits, ".", "_" or "-"')
    .refine((id) => id !== OPS_TOKEN_HOLDER.id, 'is the name of the OPS_CONTROLLER_TOKEN'),
  key_hash: z.string().refine((text) => parseStoredForm(text) !== undefined, {
    message: 'must be sha256: and 64 hexadecimal digits, as `npm run key:create` prints it',
  }),
  roles: z.array(z.enum(ROLES)).default([]),
  scopes: scopes.prefault({}),
  /** From then on the key is not known any more. */
  expires_at: z.iso.datetime({ error: 'must be a UTC time such as 2027-01-31T00:00:00Z' }).optional(),
});

/** clientsFile is the schema of `clients.yaml`. */
export const clientsFile = z
  .strictObject({ clients: z.array(clientEntry).default([]) })
  .superRefine(refuseTwins);

/** refuseTwins refuses a list of clients in which an id or a key stands twice. */
export function refuseTwins(
  { clients }: { readonly clients: readonly z.output<typeof clientEntry>[] },
  context: z.core.$RefinementCtx,
): void {
  for (const field of ['id', 'key_hash'] as const) {
    const seen = new Set<string>();
    clients.forEach((client, index) => {
      if (seen.has(client[field])) {
        context.addIssue({ code: 'custom', path: ['clients', index, field], message: 'is there twice' });
      }
      seen.add(client[field]);
    });
  }
}

export type ClientsFile = z.output<typeof clientsFile>;
