import { z } from 'zod';
import { serviceName } from './service-name.js';

const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,400}(@sha256:[0-9a-f]{64})?$/;
const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;

/** imageReference has no room for credentials: what stands before an `@` is a name, and no user. */
export const imageReference = z
  .string()
  .regex(IMAGE, 'must be an image reference without credentials')
  .refine(
    (text) => text.split('/').every((part) => /[^.]/.test(part)),
    'must not have an empty or dotted part',
  );

/** imageTarget is what a service is to run. With `id`, that very image: the reference may point elsewhere by now. */
export const imageTarget = z.strictObject({
  reference: imageReference,
  id: z.string().regex(IMAGE_ID, 'must be the id of an image').optional(),
});
export type ImageTarget = z.output<typeof imageTarget>;

/** rollout is how a deployment or a rollback goes: what each service is to run, and how long it may take to be well. */
export const rollout = z.strictObject({
  images: z.record(serviceName, imageTarget),
  /** `missing` fetches only what the node does not have, as for images that were built there. */
  pull: z.enum(['always', 'missing']),
  health_timeout_sec: z.int().min(1).max(3_600),
});
export type Rollout = z.output<typeof rollout>;
