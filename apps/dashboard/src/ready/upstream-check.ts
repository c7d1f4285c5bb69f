import type { Dependency } from '@app/http';
import { DomainError, uuidv7 } from '@app/kernel';
import type { UpstreamName } from '../upstreams/upstream-name.js';
import type { Upstreams } from '../upstreams/upstreams.js';

/** upstreamCheck asks whether an upstream lives. */
export function upstreamCheck(upstreams: Pick<Upstreams, 'open'>, name: UpstreamName): Dependency['check'] {
  return async (signal) => {
    const headers = { 'x-request-id': `req-${uuidv7()}` };
    try {
      const answer = await upstreams.open(name, { method: 'GET', path: '/health', headers, signal });
      answer.resume();
      if (answer.statusCode === 200) return;
      throw new DomainError('upstream_failed', `/health answers ${answer.statusCode}`, { upstream: name });
    } catch (error) {
      if (signal.aborted) throw new DomainError('upstream_unavailable', 'no answer', { upstream: name });
      throw error;
    }
  };
}
