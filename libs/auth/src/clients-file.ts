import { z } from 'zod';
import { parseStoredForm } from './api-key.js';
import { ROLES } from './client.js';

const entry = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be lower-case letters, digits, ".", "_" or "-"'),
  key_hash: z.string().refine((text) => parseStoredForm(text) !== undefined, {
    message: 'must be sha256: and 64 hexadecimal digits, as `npm run key:create` prints it',
  }),
  roles: z.array(z.enum(ROLES)).default([]),
  scopes: z.strictObject({ models: z.array(z.string().min(1)).default(['*']) }).default({ models: ['*'] }),
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
