import { ORIGIN_HEADER } from '@app/kernel';
import type { UpstreamName } from '../upstreams/upstream-name.js';

/** Where the playground talks to a model. */
const PLAYGROUND = { upstream: 'gateway', path: '/v1/chat/completions' };

/** originSaid says of a page's request that it is chat, where it is. A page says nothing of it: its own word is not passed on. */
export function originSaid(upstream: UpstreamName, path: string): Record<string, string> {
  return upstream === PLAYGROUND.upstream && path === PLAYGROUND.path ? { [ORIGIN_HEADER]: 'chat' } : {};
}
