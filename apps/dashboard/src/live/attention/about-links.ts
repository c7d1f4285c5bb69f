import type { UpstreamName } from '../../upstreams/upstream-name.js';
import type { Link, LinkProblem } from '../live-state.js';
import type { Finding } from './finding.js';

const LOST: Readonly<Record<UpstreamName, { weight: number; what: string; next: string }>> = {
  ops: {
    weight: 10,
    what: 'Operations are not available: nothing can be started, stopped or looked at',
    next: 'Look at the log of ops',
  },
  gateway: { weight: 11, what: 'No model can be reached', next: 'Look at the log of the gateway' },
  router: { weight: 12, what: 'No tool can be reached', next: 'Look at the log of the router' },
};

/** What changes wait for, the weight of its absence, and whose state and log tell more. */
const NEEDED: Readonly<Record<string, { weight: number; what: string; next: string; at: string }>> = {
  audit: {
    weight: 1,
    at: 'ops',
    what: 'Actions are stopped: the audit cannot be written',
    next: 'Make room on the disk of ops, or mend its rights',
  },
  redis: { weight: 2, at: 'redis', what: 'Jobs cannot start: Redis does not answer', next: 'Start Redis' },
  worker: {
    weight: 3,
    at: 'worker',
    what: 'Nodes cannot be read or changed: the worker is away',
    next: 'Look at the log of the worker',
  },
  queue: {
    weight: 4,
    at: 'worker',
    what: 'Jobs cannot start: nobody takes them from the queue',
    next: 'Look at the log of the worker',
  },
};

/** aboutLinks finds apps that do not answer, and what they themselves lack. */
export function aboutLinks(links: readonly Link[]): Finding[] {
  return links.flatMap((link) => (link.ok ? lacks(link) : [away(link)]));
}

/** What ops needs explains what it cannot tell: the one is said, not the other as well. */
function lacks(link: Link): Finding[] {
  const needed = link.problems.filter((problem) => neededOf(link, problem) !== undefined);
  return (needed.length > 0 ? needed : link.problems).map((problem) => lacking(link, problem));
}

function neededOf({ name: app }: Link, { name }: LinkProblem) {
  return app === 'ops' ? NEEDED[name] : undefined;
}

function away({ name, since, reason }: Link): Finding {
  const { weight, what, next } = LOST[name];
  const cause = `${what} (${reason ?? 'no answer'})`;
  return {
    id: `link/${name}`,
    level: 'critical',
    weight,
    cause,
    since,
    next,
    about: { kind: 'app', id: name },
  };
}

function lacking(link: Link, problem: LinkProblem): Finding {
  const { name: app } = link;
  const { name, reason } = problem;
  const known = neededOf(link, problem);
  if (known) {
    const { weight, what, next, at } = known;
    return {
      id: `lack/${app}/${name}`,
      level: 'critical',
      weight,
      cause: `${what} (${reason})`,
      next,
      about: { kind: 'app', id: at },
    };
  }
  const about = { kind: 'app', id: app };
  // A provider that nobody uses may be away for ever; calls to its models say so.
  const grave =
    app === 'gateway'
      ? ({ level: 'notice', weight: 65 } as const)
      : ({ level: 'warning', weight: 40 } as const);
  const said = reason.startsWith(`${app}: `) ? reason : `${app}: ${reason}`;
  return { id: `lack/${app}/${name}`, ...grave, cause: `${said} (${name})`, next: `Look at ${name}`, about };
}
