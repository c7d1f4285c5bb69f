import { setTimeout as pause } from 'node:timers/promises';
import { fixed, type PartReport } from '../operations/report.ts';
import { rssMiB } from '../process-usage.ts';
import { startRouted, type Routed } from './routed.ts';

export interface MemoryPlan {
  readonly servers: number;
  readonly sessions: number;
  readonly rounds: number;
}

const SESSION_IDLE_SEC = 4;
const REAPED_WITHIN_MS = 60_000;
const AT_ONCE = 20;

/** measureMemory shows what idle servers and abandoned sessions take, and whether it comes back. */
export async function measureMemory(folder: string, plan: MemoryPlan): Promise<PartReport> {
  const router = await startRouted(folder, plan.servers, SESSION_IDLE_SEC);
  try {
    const alone = rssMiB(router.pid);
    await openSession(router);
    const connected = rssMiB(router.pid);
    const rounds: { readonly before: number; readonly held: number; readonly after: number }[] = [];
    for (let round = 0; round < plan.rounds; round++) rounds.push(await oneRound(router, plan.sessions));
    return reportOf(plan, { alone, connected }, rounds, await router.gauge('switchyard_mcp_sessions'));
  } finally {
    await router.close();
  }
}

async function oneRound(router: Routed, sessions: number) {
  const before = rssMiB(router.pid);
  for (let opened = 0; opened < sessions; opened += AT_ONCE) {
    const count = Math.min(AT_ONCE, sessions - opened);
    await Promise.all(Array.from({ length: count }, () => openSession(router)));
  }
  const held = rssMiB(router.pid);
  for (const end = performance.now() + REAPED_WITHIN_MS; performance.now() < end; await pause(500)) {
    if ((await router.gauge('switchyard_mcp_sessions')) === 0) break;
  }
  return { before, held, after: rssMiB(router.pid) };
}

function reportOf(
  { servers, sessions }: MemoryPlan,
  { alone, connected }: { readonly alone: number; readonly connected: number },
  rounds: readonly { readonly before: number; readonly held: number; readonly after: number }[],
  left: number,
): PartReport {
  const mib = (value: number) => `${fixed(value)} MiB`;
  const [first] = rounds;
  const each = first ? ((first.held - first.before) * 1_024) / sessions : Number.NaN;
  return {
    title: `Resident memory of the router`,
    floor: '',
    rows: [
      { measure: 'idle, no server connected', figure: mib(alone) },
      { measure: `after ${servers} servers were connected`, figure: mib(connected) },
      { measure: `for each of ${sessions} sessions`, figure: `${fixed(each)} KiB` },
      ...rounds.map(({ before, held, after }, index) => ({
        measure: `round ${index + 1}: before / ${sessions} open / all reaped`,
        figure: `${[before, held, after].map((value) => value.toFixed(0)).join(' / ')} MiB`,
      })),
    ],
    faults: left === 0 ? [] : [`${left} abandoned sessions were not reaped`],
  };
}

/** A client that initializes, lists tools once and is never heard of again. */
async function openSession(router: Routed): Promise<void> {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  };
  const session = await post(router, undefined, { id: 0, method: 'initialize', params });
  if (session === null) throw new Error('the router began no session');
  await post(router, session, { method: 'notifications/initialized' });
  await post(router, session, { id: 1, method: 'tools/list', params: {} });
}

async function post({ url }: Routed, session: string | undefined, message: object): Promise<string | null> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(session !== undefined && { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }),
  };
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  const response = await fetch(`${url}/mcp`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.headers.get('mcp-session-id');
}
