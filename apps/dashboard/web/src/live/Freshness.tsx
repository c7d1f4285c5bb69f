import { Age } from '../kit/index.js';
import { useLink } from './use-live.js';

/** Freshness says how old data of the stream is; while the stream is live it is as new as can be, and nothing is said. */
export function Freshness({ at }: { readonly at: number }) {
  return useLink().state === 'live' ? null : <Age at={at} />;
}
