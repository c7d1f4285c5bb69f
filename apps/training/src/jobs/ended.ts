/** `failed` is none of the backend's words, but others have written it. */
const ENDED = ['completed', 'stopped', 'error', 'failed'] as const;

/** hasEnded tells whether nothing more happens to a job of this status unless somebody starts it. */
export function hasEnded(status: string): boolean {
  return ENDED.some((ended) => ended === status);
}
