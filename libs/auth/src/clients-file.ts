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

const entry = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be lower-case letters, digits, ".", "_" or "-"')
    .refine((id) => id !== OPS_TOKEN_HOLDER.id, 'is the name of the OPS_CONTROLLER_TOKEN'),
  key_hash: z.string().refine((text) => parseStoredForm(text) !== undefined, {
    message: 'must be sha256: and 64 hexadecimal digits, as `npm run key:create` prints it',
  }),
  roles: z.array(z.enum(ROLES)).default([]),
  scopes: scopes.prefault({}),
});

/** clientsFile is the schema of `clients.yaml`. */
export const clientsFile = z
  .strictObject({ clients: z.array(entry).default([]) })
  .superRefine(({ clients }, context) => {
    for (const field of ['id', 'key_hash'] as const) {
      const seen = new Set<string>();
      clients.forEach((client, index) => {
        if (seen.has(client[field])) {
          context.addIssue({ code: 'custom', path: ['clients', index, field], message: 'is there twice' });
        }
        seen.add(client[field]);
      });
    }
  });

export type ClientsFile = z.output<typeof clientsFile>;
