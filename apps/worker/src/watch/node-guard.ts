import type { Change } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { NodeEngines } from '../nodes/node-engines.js';
import type { ProbeName } from './probe.js';

/** NodeGuard refuses changes on nodes whose door is not to be trusted. */
export class NodeGuard {
  constructor(private readonly engines: NodeEngines) {}

  /**
   * refuse throws `node_exposed` while a probe passes that must not. It belongs at the head of each plan, and so, as a
   * plan is made anew before it is carried out, right before acting. Between steps it would leave a change half done.
   */
  refuse(node: string, action: Change): void {
    const [open] = this.engines.of(node).exposure.open;
    if (open !== undefined) throw exposed(node, action, open);
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
