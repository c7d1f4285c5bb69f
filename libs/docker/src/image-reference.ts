import { dockerError } from './docker-error.js';

const DOMAIN =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*(?::[0-9]{1,5})?/)?';
const WORD = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const NAME = `${DOMAIN}${WORD}(?:/${WORD})*`;
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = 'sha256:[0-9a-f]{64}';

/**
 * IMAGE_PATTERN is the grammar of what may stand for an image in a path, without anchors: an image id, or a
 * name with a tag, a digest or both (the distribution project's reference grammar, SHA-256 only).
 */
export const IMAGE_PATTERN = `(?:${DIGEST}|${NAME}(?::${TAG})?(?:@${DIGEST})?)`;

const REFERENCE = new RegExp(`^(${NAME})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const LONGEST = 512;

export interface ImageReference {
  readonly name: string;
  /** What the engine's pull calls the tag: a tag, or a digest, which wins. `latest` when neither is given. */
  readonly tag: string;
}

/** parseImageReference reads `name[:tag][@digest]`; throws `image_reference_invalid`. */
export function parseImageReference(node: string, text: string): ImageReference {
  const match = text.length <= LONGEST ? REFERENCE.exec(text) : null;
  const [, name, tag, digest] = match ?? [];
  if (name === undefined) {
    throw dockerError(
      node,
      'image_reference_invalid',
      'image: wanted name[:tag][@sha256:digest], as docker pull takes it',
      { param: 'image' },
    );
  }
  return { name, tag: digest ?? tag ?? 'latest' };
}
