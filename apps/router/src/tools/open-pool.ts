import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { askedGauge } from '@app/http';
import { AddressGuard } from '@app/kernel';
import {
  Connector,
  newRunMark,
  PooledServers,
  ProcessCensus,
  sweepLeftovers,
  workerBroker,
  type Broker,
  type ConnectorOptions,
  type ServerRegistry,
  type WordsListener,
} from '@app/mcp';
import { SERVER_INFO } from '../mcp/server-info.js';
import type { RouterEnvironment } from '../settings/environment.js';
import type { Ends } from './ends.js';
import type { ToolSurroundings } from './tools.js';

/** How long a server may take to start and to shake hands; programs that install themselves first need it. */
const START_MS = 60_000;
const MESSAGE_BYTES = 16 * 1024 * 1024;
/** What any client may be able to do; each call says what its own client can. */
const CAPABILITIES = { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } };

/** openPool ends what an earlier run left behind, and returns the pool of the enabled servers; nothing is started yet. */
export async function openPool(
  { variables, environment, logger, metrics }: ToolSurroundings,
  { registry, words }: { readonly registry: ServerRegistry; readonly words: WordsListener },
  ends: Ends,
): Promise<PooledServers> {
  await mkdir(variables.DATA_DIR, { recursive: true });
  const mark = await newRunMark(variables.DATA_DIR);
  const swept = await sweepLeftovers(mark);
  if (swept.found > 0) logger.warn(swept, 'servers of an earlier run were still there');
  const census = new ProcessCensus();
  const killAll = () => census.killAll();
  process.once('exit', killAll);
  ends.add(() => process.off('exit', killAll));
  censusMetrics(metrics, census);
  const options: ConnectorOptions = {
    client: SERVER_INFO,
    capabilities: CAPABILITIES,
    startMs: START_MS,
    messageBytes: MESSAGE_BYTES,
    guard: new AddressGuard(new Set(variables.MCP_PRIVATE_HOSTS)),
    dataDir: resolve(variables.DATA_DIR),
    processes: { mark, census, environment },
    broker: imageBroker(variables),
    words,
    onTrouble: (server, { message }) => logger.debug({ server, reason: message }, 'a connection complains'),
  };
  const pool = new PooledServers(registry, (id, current) => new Connector(id, current, options).connect, {
    words,
  });
  ends.add(() => pool.close());
  return pool;
}

/** Without a worker, servers in containers cannot be reached. */
function imageBroker({ WORKER_URL, WORKER_TOKEN }: RouterEnvironment): Broker | undefined {
  if (WORKER_URL === undefined || WORKER_TOKEN === undefined) return undefined;
  return workerBroker({ address: WORKER_URL, token: WORKER_TOKEN, tellsStderr: true });
}

function censusMetrics(metrics: ToolSurroundings['metrics'], census: ProcessCensus): void {
  const gauges = {
    switchyard_mcp_processes: ['Servers that run as processes', () => census.live],
    switchyard_mcp_processes_started: ['Servers that were started as processes', () => census.started],
    switchyard_mcp_processes_leaked: ['Processes that outlived their server', () => census.leaked],
  } as const;
  for (const [name, [help, value]] of Object.entries(gauges)) {
    askedGauge(metrics, { name, help, labelNames: [] }, () => [{ labels: {}, value: value() }]);
  }
}
