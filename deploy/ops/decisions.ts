import { carryOut, confirmedBy } from './change.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { pathOf, type Answer, type OpsApi } from './ops-api.ts';
import type { Options } from './options.ts';
import { printable, wordsOf } from './printable.ts';
import type { Screen } from './screen.ts';
import { wanted } from './wanted.ts';

const DECISIONS = ['finish', 'abandon'];

/** listDecisions shows the changes that were cut off and are neither finished nor abandoned. */
export async function listDecisions(api: OpsApi, screen: Screen): Promise<void> {
  const { decisions } = await api.ask({ method: 'GET', path: '/decisions' });
  const open = Array.isArray(decisions) ? (decisions as Answer[]) : [];
  if (open.length === 0) return screen.line('Nothing needs a decision.');
  const rows = open.map(({ id, verdict, action, node, services, actor, requested_at }) =>
    [id, said(verdict), action, node, servicesIn(services), actor, requested_at].map(wordsOf),
  );
  screen.table([['job', 'verdict', 'action', 'node', 'services', 'by', 'since'], ...rows]);
}

/** decide finishes such a change, which is planned and followed like any other, or abandons it. */
export async function decide(api: OpsApi, options: Options, screen: Screen): Promise<ExitCode> {
  const decision = wanted('DECISION', options.decision);
  if (!DECISIONS.includes(decision)) {
    const message = `DECISION: got ${decision}, wanted one of ${DECISIONS.join(', ')}`;
    throw new CommandError(EXIT.wrongUsage, message);
  }
  const path = pathOf(['decisions', wanted('JOB', options.job)]);
  const body = { decision, ...(options.reason !== undefined && { reason: options.reason }) };
  if (decision === 'finish') {
    return carryOut(api, { path, body, reversible: false }, screen, options.yes);
  }
  return abandon(api, path, body, screen, options.yes);
}

async function abandon(
  api: OpsApi,
  path: string,
  body: object,
  screen: Screen,
  yes: boolean,
): Promise<ExitCode> {
  const { would } = await api.ask({ method: 'POST', path, body: { ...body, dry_run: true } });
  screen.line(`Would ${wordsOf(would)}: things stay as they are.`);
  if (!(await confirmedBy(screen, yes))) return EXIT.failed;
  await api.ask({ method: 'POST', path, body: { ...body, confirm: true } });
  screen.line('Abandoned; the audit says so.');
  return EXIT.ok;
}

function said(verdict: unknown): string {
  return wordsOf(verdict).replaceAll('_', ' ');
}

function servicesIn(services: unknown): string {
  return Array.isArray(services) ? printable(services.join(' ')) : '';
}
