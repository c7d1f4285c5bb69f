import { IMAGE_PATTERN } from '@app/docker';
import { anyMatches } from '@app/kernel';
import type { GatePolicy } from './gate-policy.js';

const REFERENCE = new RegExp(`^${IMAGE_PATTERN}$`);
const KEPT = /^(?:(?:index\.)?docker\.io\/)?switchyard-keep(?:[/:@]|$)/i;
const ID = /^sha256:[0-9a-f]{64}$/;
/** The engine would take such a word for the beginning of an id, when no image bears it as its name. */
const LIKE_AN_ID = /^[0-9a-f]+$/;
const TAG_OR_DIGEST = /(?::[^/:@]+)?(?:@.*)?$/;

export function isImageId(text: string): boolean {
  return ID.test(text);
}

/**
 * imageAllowed tells whether the policy allows an image by this name, which is no id. A pattern stands for a name with
 * its tag or digest, or, when it has neither, for any image of that name. The names by which the worker keeps images
 * tell nothing, for it may give them to any.
 */
export function imageAllowed({ images }: GatePolicy, reference: string): boolean {
  if (!REFERENCE.test(reference) || isImageId(reference) || LIKE_AN_ID.test(reference)) return false;
  if (KEPT.test(reference)) return false;
  return anyMatches(images, reference) || anyMatches(images, reference.replace(TAG_OR_DIGEST, ''));
}
