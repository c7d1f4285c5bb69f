import { z } from 'zod';
import { clientEntry, refuseTwins } from './clients-file.js';

const told = {
  created_at: z.iso.datetime(),
  created_by: z.string(),
  note: z.string().optional(),
};

/**
 * keysFile is the schema of the file in which ops keeps the keys that it made. Nobody edits it by hand: `clients.yaml` is
 * for that. Revoked keys stay in it by name, so that a name in the audit never comes to mean somebody else.
 */
export const keysFile = z
  .strictObject({
    clients: z.array(clientEntry.extend(told)).default([]),
    revoked: z
      .array(z.strictObject({ id: z.string(), revoked_at: z.iso.datetime(), revoked_by: z.string() }))
      .default([]),
  })
  .superRefine(refuseTwins);

export type KeysFile = z.output<typeof keysFile>;
