import { DomainError } from '@app/kernel';
import { isUpstream } from '../upstreams/upstream-name.js';
import type { PassedCall } from './pass-through.js';

const PLACE = /^\/bff\/([a-z]+)(\/.*)$/;

/** passedPlace takes `/bff/ops/services?node=a` apart, as it was sent. Throws `not_found` when it leads to no upstream. */
export function passedPlace(url: string): Pick<PassedCall, 'upstream' | 'sent'> {
  const [, upstream = '', sent = ''] = PLACE.exec(url) ?? [];
  if (!isUpstream(upstream)) throw new DomainError('not_found', 'there is no such upstream');
  return { upstream, sent };
}
