import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { fixed, rate, times, type PartReport } from '../operations/report.ts';
import { cpuSeconds } from '../process-usage.ts';
import { ECHO, startRouted, type Routed } from './routed.ts';

export interface CallsPlan {
  readonly warmUp: number;
  readonly calls: number;
  readonly callers: number;
}

const ARGUMENTS = { message: 'hello' };

/** measureCalls compares tools/call through the router with the same SDK client on the server's own standard streams. */
export async function measureCalls(folder: string, plan: CallsPlan): Promise<PartReport> {
  const direct = await measured(await stdioClient(), 'echo', plan);
  const router = await startRouted(folder, 1, 600);
  try {
    const legacy = await measured(await httpClient(router, 'legacy'), 'e0__echo', plan);
    const modern = await measured(await httpClient(router, 'auto'), 'e0__echo', plan);
    const together = await manyAtOnce(router, plan);
    const row = (measure: string, figure: string, floor?: string) => ({
      measure,
      figure,
      ...(floor === undefined ? {} : { floor }),
    });
    const floor = times(direct);
    return {
      title: `tools/call, ${plan.calls} one after another`,
      floor: 'stdio, no router',
      rows: [
        row('sessions (2025-11-25), p50 / p99', times(legacy), floor),
        row('stateless (2026-07-28), p50 / p99', times(modern), floor),
        row(`${plan.callers} callers at once`, rate(together.calls, together.seconds)),
        row('own CPU of the router for one call', `${fixed((together.cpu / together.calls) * 1_000)} ms`),
      ],
      faults: [],
    };
  } finally {
    await router.close();
  }
}

async function stdioClient(): Promise<Client> {
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [ECHO] }));
  return client;
}

async function httpClient({ url }: Routed, mode: 'legacy' | 'auto'): Promise<Client> {
  const client = new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
  return client;
}

/** The milliseconds of each call after the warm-up; the client is closed. */
async function measured(client: Client, name: string, { warmUp, calls }: CallsPlan): Promise<number[]> {
  const took: number[] = [];
  for (let index = 0; index < warmUp + calls; index++) {
    const began = performance.now();
    await client.callTool({ name, arguments: ARGUMENTS });
    if (index >= warmUp) took.push(performance.now() - began);
  }
  await client.close();
  return took;
}

async function manyAtOnce(router: Routed, { calls, callers }: CallsPlan) {
  const clients = await Promise.all(Array.from({ length: callers }, () => httpClient(router, 'auto')));
  const each = Math.ceil(calls / callers);
  const [began, cpu] = [performance.now(), cpuSeconds(router.pid)];
  await Promise.all(
    clients.map(async (client) => {
      for (let index = 0; index < each; index++) {
        await client.callTool({ name: 'e0__echo', arguments: ARGUMENTS });
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  const used = cpuSeconds(router.pid) - cpu;
  await Promise.all(clients.map((client) => client.close()));
  return { calls: each * callers, seconds, cpu: used };
}
