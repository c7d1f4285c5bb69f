import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import { text, textAt } from './plain-rules.js';
import { listOf, mapOf, record, type Rule } from './rule.js';

const INSIDE = /^\d{1,5}(?:-\d{1,5})?(?:\/(?:tcp|udp|sctp))?$/;
const OUTSIDE = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** insidePort is the name of a port of a container, such as 8000/tcp. */
export function insidePort(name: string, at: string): void {
  if (!INSIDE.test(name)) throw new Refusal(at, 'its keys must be ports, such as 8000/tcp');
}

/** portBindings reads which ports of the node go to the container. No address means every one, and so 0.0.0.0. */
export function portBindings({ ports }: GatePolicy): Rule {
  const shape = record({ HostIp: text, HostPort: text }, 'HostPort');
  const binding: Rule = (value, at) => {
    const written = shape(value, at) as { HostIp?: string; HostPort: string };
    const address = textAt(written.HostIp || '0.0.0.0', at);
    const [, first, last = first] = OUTSIDE.exec(written.HostPort) ?? [];
    const from = Number(first);
    const to = Number(last);
    const allowed = ports.some((entry) => entry.address === address && entry.from <= from && to <= entry.to);
    if (!allowed || from > to) throw new Refusal(at, "it is not among the ports of the node's policy");
    return { HostIp: address, HostPort: written.HostPort };
  };
  return mapOf(insidePort, listOf(binding));
}
