import type { Backend, Media } from '../backend/index.js';
import type { Places } from '../places/index.js';

export type ModelBackend = Pick<Backend, 'job' | 'jobs' | 'files' | 'folders'>;

/** ModelParts is what the tools for models need. */
export interface ModelParts {
  readonly places: Pick<Places, 'outputs' | 'models'>;
  readonly backend: ModelBackend;
  /** Models are read through it where the outputs are not on this machine. */
  readonly media: Pick<Media, 'download' | 'bytes'>;
  /** Bytes of the largest model that an answer may hold. */
  readonly inlineLimit: number;
}
