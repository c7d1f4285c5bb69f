import type { AppLink } from './live-views.js';

/** What somebody acts through: an app, or the jobs of ops, which need the queue and the worker as well. */
export type Acting = AppLink['name'] | 'jobs';

/** Hindrance is why nothing that acts is offered. */
export interface Hindrance {
  readonly what: 'away' | 'audit' | 'redis' | 'worker' | 'queue';
  readonly app: AppLink['name'];
  readonly title: string;
  /** The cause, as the app that knows it tells. */
  readonly reason: string;
}

const NAMES: Readonly<Record<AppLink['name'], string>> = { ops: 'Ops', gateway: 'Gateway', router: 'Router' };

const AUDIT = 'Actions are stopped: the audit cannot be written';
/** What a job needs beside ops itself, the gravest first. */
const FOR_JOBS = {
  redis: 'Jobs cannot start: Redis does not answer',
  worker: 'Nodes cannot be read or changed: the worker is away',
  queue: 'Jobs cannot start: nobody takes them from the queue',
} as const;
/** What is changed in the gateway and the router is recorded by way of Redis, or not done. */
const FOR_CHANGES = 'Nothing can be changed: Redis does not answer, so that nothing can be recorded';

/** hindranceOf finds the first of what stands in the way of acting, undefined where nothing is known to. */
export function hindranceOf(links: readonly AppLink[], through: Acting): Hindrance | undefined {
  const app = through === 'jobs' ? 'ops' : through;
  const own = links.find(({ name }) => name === app);
  if (own?.ok === false) {
    const title = `${NAMES[app]} unavailable`;
    return { what: 'away', app, title, reason: own.reason ?? 'It does not answer' };
  }
  return auditStopped(links) ?? lacking(links, through);
}

/** auditStopped tells whether the audit takes nothing: then nothing is changed anywhere. */
export function auditStopped(links: readonly AppLink[]): Hindrance | undefined {
  const reason = lackOf(links, 'ops', 'audit');
  return reason === undefined ? undefined : { what: 'audit', app: 'ops', title: AUDIT, reason };
}

function lacking(links: readonly AppLink[], through: Acting): Hindrance | undefined {
  if (through === 'ops') return undefined;
  if (through !== 'jobs') {
    const reason = lackOf(links, 'ops', 'redis') ?? lackOf(links, through, 'redis');
    return reason === undefined ? undefined : { what: 'redis', app: 'ops', title: FOR_CHANGES, reason };
  }
  for (const what of ['redis', 'worker', 'queue'] as const) {
    const reason = lackOf(links, 'ops', what);
    if (reason !== undefined) return { what, app: 'ops', title: FOR_JOBS[what], reason };
  }
  return undefined;
}

function lackOf(links: readonly AppLink[], app: AppLink['name'], what: string): string | undefined {
  const problems = links.find(({ name }) => name === app)?.problems ?? [];
  return problems.find(({ name }) => name === what)?.reason;
}
