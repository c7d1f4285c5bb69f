import { setTimeout as pause } from 'node:timers/promises';
import { fixed, type PartReport } from '../operations/report.ts';
import { childrenOf, rssMiB } from '../process-usage.ts';
import { startRouted, type Routed } from './routed.ts';

export interface MemoryPlan {
  readonly servers: number;
  readonly sessions: number;
  readonly rounds: number;
  /** Longer than it takes to open all of them. */
  readonly idleSec: number;
  /** The router gives memory back once it is calm. */
  readonly givenBackMs: number;
}

const REAPED_WITHIN_MS = 90_000;
const AT_ONCE = 20;

/** measureMemory shows what idle servers and abandoned sessions take, and whether it comes back. */
export async function measureMemory(folder: string, plan: MemoryPlan): Promise<PartReport> {
  const router = await startRouted(folder, plan.servers, plan.idleSec);
  try {
    const alone = rssMiB(router.pid);
    await openSession(router);
    const connected = rssMiB(router.pid);
    const servers = childrenOf(router.pid).map(rssMiB);
    // The first compiles what the others run.
    const rounds: Round[] = [];
    for (let round = 0; round <= plan.rounds; round++) rounds.push(await oneRound(router, plan));
    const left = await router.gauge('switchyard_mcp_sessions');
    return reportOf(plan, { alone, connected, servers }, rounds, left);
  } finally {
    await router.close();
  }
}

interface Round {
  readonly before: number;
  readonly held: number;
  readonly after: number;
}

interface Idle {
  readonly alone: number;
  readonly connected: number;
  /** Of each server's own process. */
  readonly servers: readonly number[];
}

async function oneRound(router: Routed, { sessions, givenBackMs }: MemoryPlan): Promise<Round> {
  const before = rssMiB(router.pid);
  for (let opened = 0; opened < sessions; opened += AT_ONCE) {
    const count = Math.min(AT_ONCE, sessions - opened);
    await Promise.all(Array.from({ length: count }, () => openSession(router)));
  }
  const held = rssMiB(router.pid);
  for (const end = performance.now() + REAPED_WITHIN_MS; performance.now() < end; await pause(500)) {
    if ((await router.gauge('switchyard_mcp_sessions')) === 0) break;
  }
  for (const end = performance.now() + givenBackMs; performance.now() < end; await pause(500)) {
    if (rssMiB(router.pid) <= before) break;
  }
  return { before, held, after: rssMiB(router.pid) };
}

function reportOf(
  { servers, sessions }: MemoryPlan,
  { alone, connected, servers: own }: Idle,
  rounds: readonly Round[],
  left: number,
): PartReport {
  const mib = (value: number) => `${fixed(value)} MiB`;
  const [, first] = rounds;
  const each = first ? ((first.held - first.before) * 1_024) / sessions : Number.NaN;
  const share = ((connected - alone) * 1_024) / servers;
  const process = own.reduce((sum, one) => sum + one, 0) / own.length;
  return {
    title: `Resident memory of the router`,
    floor: '',
    rows: [
      { measure: 'idle, no server connected', figure: mib(alone) },
      { measure: `after ${servers} servers were connected`, figure: mib(connected) },
      { measure: 'for each idle server, in the router', figure: `${fixed(share)} KiB` },
      { measure: 'the process of an idle server (Node)', figure: mib(process) },
      { measure: `for each of ${sessions} sessions`, figure: `${fixed(each)} KiB` },
      ...rounds.map(({ before, held, after }, index) => ({
        measure: `${index === 0 ? 'warm-up' : `round ${index}`}: before / ${sessions} open / all reaped`,
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
