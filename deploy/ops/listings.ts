import { pathOf, type Answer, type OpsApi } from './ops-api.ts';
import type { Options } from './options.ts';
import { printable } from './printable.ts';
import type { Screen } from './screen.ts';

interface ShownService {
  readonly node: string;
  readonly name: string;
  readonly state: string;
  readonly health?: string;
  readonly drift?: string;
  readonly protected: boolean;
  readonly containers: readonly { readonly image: string; readonly restart_count: number }[];
}

interface Problem {
  readonly node: string;
  readonly code: string;
  readonly reason: string;
}

/** listServices returns false when a node could not be read, so that a missing service is not taken for absent. */
export async function listServices(api: OpsApi, { node }: Options, screen: Screen): Promise<boolean> {
  const answer = await api.ask({ method: 'GET', path: pathOf(['services'], { node }) });
  const services = listIn(answer, 'services') as ShownService[];
  if (services.length === 0) screen.line('No service is in sight.');
  else screen.table([['node', 'service', 'state', 'health', 'drift', 'image', ''], ...services.map(rowOf)]);
  const problems = listIn(answer, 'problems') as Problem[];
  for (const { node: at, code, reason } of problems) screen.note(printable(`${at}: ${code}: ${reason}`));
  return problems.length === 0;
}

function rowOf({ node, name, state, health = '', drift = '', containers, ...rest }: ShownService): string[] {
  const images = [...new Set(containers.map(({ image }) => image))].join(' ');
  const cells = [node, name, state, health, drift, images, rest.protected ? 'protected' : ''];
  return cells.map((cell) => printable(cell));
}

interface ShownJob {
  readonly id: string;
  readonly action: string;
  readonly services: readonly string[];
  readonly actor: string;
  readonly state: string;
  readonly requested_at: string;
}

const OPEN_STATES = ['active', 'waiting'];

/** listJobs shows a node's jobs that have not ended. */
export async function listJobs(api: OpsApi, { node }: Options, screen: Screen): Promise<void> {
  const jobs: ShownJob[] = [];
  for (const state of OPEN_STATES) {
    const answer = await api.ask({ method: 'GET', path: pathOf(['jobs'], { node, state }) });
    jobs.push(...(listIn(answer, 'jobs') as ShownJob[]));
  }
  if (jobs.length === 0) return screen.line('No job is under way.');
  const rows = jobs.map(({ id, state, action, services, actor, requested_at }) =>
    [id, state, action, services.join(' '), actor, requested_at].map((cell) => printable(cell)),
  );
  screen.table([['job', 'state', 'action', 'services', 'by', 'since'], ...rows]);
}

function listIn(answer: Answer, field: string): readonly unknown[] {
  const list = answer[field];
  return Array.isArray(list) ? (list as unknown[]) : [];
}
