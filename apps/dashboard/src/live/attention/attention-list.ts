import type { Clock } from '@app/kernel';
import type { Attention, LiveState } from '../live-state.js';
import { aboutLinks } from './about-links.js';
import { aboutNodes, aboutServices } from './about-nodes.js';
import { aboutJobs, aboutTools } from './about-work.js';
import type { Finding } from './finding.js';

/** More than anybody reads; the pages of each kind have them all. */
const MOST = 100;

/** AttentionList says what needs attention, the gravest consequence first, and remembers since when. */
export class AttentionList {
  private firstSeen = new Map<string, string>();

  constructor(private readonly clock: Clock) {}

  of(state: LiveState): Attention[] {
    const found = findingsIn(state, this.clock.now());
    const now = new Date(this.clock.now()).toISOString();
    const since = ({ id, since: told }: Finding) => told ?? this.firstSeen.get(id) ?? now;
    this.firstSeen = new Map(found.map((finding) => [finding.id, since(finding)]));
    return found
      .map((finding) => ({ ...finding, since: since(finding) }))
      .sort((a, b) => a.weight - b.weight || (a.since < b.since ? -1 : 1) || (a.id < b.id ? -1 : 1))
      .slice(0, MOST)
      .map(({ weight: _weight, ...item }) => item);
  }
}

function findingsIn({ links, nodes, services, jobs, mcp }: LiveState, now: number): Finding[] {
  return [
    ...(links ? aboutLinks(links.links) : []),
    ...(nodes ? aboutNodes(nodes) : []),
    ...(services ? aboutServices(services) : []),
    ...(jobs ? aboutJobs(jobs, now) : []),
    ...(mcp ? aboutTools(mcp) : []),
  ];
}
