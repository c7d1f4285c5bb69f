const FOLDER = 'switchyard-keep';
const ID_PREFIX = 'sha256:';
const TAG_DIGITS = 12;

export const KEPT_REPOSITORY_PATTERN = `${FOLDER}/[a-z0-9]+(?:-[a-z0-9]+)*`;
export const KEPT_TAG_PATTERN = `[0-9a-f]{${TAG_DIGITS}}`;

/** KEPT_PATTERN is the grammar of the names that we keep images by, without anchors: no other name is ever taken away. */
export const KEPT_PATTERN = `${KEPT_REPOSITORY_PATTERN}:${KEPT_TAG_PATTERN}`;

/** keptRepository is `switchyard-keep/<service>`, with the service as the name of a repository may be. */
export function keptRepository(service: string): string {
  const words = service.toLowerCase().split(/[^a-z0-9]+/);
  return `${FOLDER}/${words.filter(Boolean).join('-')}`;
}

/** keptName is what an image is kept by for a service: its repository, and the start of the image's id as the tag. */
export function keptName(service: string, imageId: string): string {
  const start = imageId.slice(ID_PREFIX.length, ID_PREFIX.length + TAG_DIGITS);
  return `${keptRepository(service)}:${start}`;
}
