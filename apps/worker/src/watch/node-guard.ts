import type { MutualTls } from '@app/docker';
import type { Change } from '@app/jobs';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { NodeEngines } from '../nodes/node-engines.js';
import type { ProbeName } from './probe.js';

/** A change must be seen to its end: a deployment with its pull, its gate and its way back takes minutes. */
const LEAST_VALIDITY_MS = 10 * 60_000;

/** NodeGuard refuses changes on nodes whose door is not to be trusted, or shuts before a change has ended. */
export class NodeGuard {
  constructor(
    private readonly engines: NodeEngines,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * refuse throws `node_exposed` while a probe passes that must not, and `node_certificate_expiring` when our
   * certificate for the node holds for less than ten minutes. It belongs at the head of each plan, and so, as a plan is
   * made anew before it is carried out, right before acting. Between steps it would leave a change half done.
   */
  refuse(node: string, action: Change): void {
    const { door, exposure } = this.engines.of(node);
    const [open] = exposure.open;
    if (open !== undefined) throw exposed(node, action, open);
    if (this.endsSoon(door.mutualTls)) throw expiring(node, action);
  }

  private endsSoon(mutualTls: MutualTls | undefined): boolean {
    if (mutualTls === undefined) return false;
    return mutualTls.certificates.client.notAfter - this.clock.now() < LEAST_VALIDITY_MS;
  }
}

const SAID: Readonly<Record<ProbeName, string>> = {
  no_certificate: 'lets callers in without a certificate',
  strange_certificate: 'lets callers in whose certificate another CA signed',
  forbidden_route: 'lets calls through to its engine that are not on the allowlist',
};

/** whyExposed says which door stands open, in words for an operator. */
export function whyExposed(node: string, probe: ProbeName): string {
  return `the proxy of the node "${node}" ${SAID[probe]}`;
}

function exposed(node: string, action: Change, probe: ProbeName): DomainError {
  const message = `${whyExposed(node, probe)}; ${action} is refused there until that is mended`;
  return new DomainError('node_exposed', message, { upstream: node });
}

function expiring(node: string, action: Change): DomainError {
  const message = `our certificate for the node "${node}" has expired or is about to; ${action} is refused until it is renewed`;
  return new DomainError('node_certificate_expiring', message, { upstream: node });
}
