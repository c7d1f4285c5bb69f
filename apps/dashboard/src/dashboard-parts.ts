import { AuditShipper } from '@app/audit';
import type { Environment } from '@app/config';
import { createMetrics, type Logger, type Readiness, type Registry } from '@app/http';
import { closeRedis, openRedis, type Redis } from '@app/jobs';
import { LoginAudit } from './access/login-audit.js';
import { OwnPage } from './access/own-page.js';
import { OwnSecrets } from './access/own-secrets.js';
import { ProxyTrust } from './access/proxy-trust.js';
import { WhoAmI } from './access/who-am-i.js';
import { API_ROUTES } from './bff/api-routes.js';
import { GatheredReads } from './bff/gathered-reads.js';
import { OwnReads } from './bff/own-reads.js';
import { PassThrough } from './bff/pass-through.js';
import { PassedReads } from './bff/passed-reads.js';
import { RouteTable } from './bff/route-table.js';
import { KeyUses } from './keys/key-uses.js';
import { Watches } from './live/watches.js';
import { LoadGate } from './loads/load-gate.js';
import { dashboardReadiness } from './ready/dashboard-readiness.js';
import { McpHealth } from './seed/mcp-health.js';
import { OllamaLibrary } from './seed/ollama-library.js';
import { OpsAvailable } from './seed/ops-available.js';
import { SeedStatus } from './seed/seed-status.js';
import { AttemptLimit } from './sessions/attempt-limit.js';
import { ScriptDoor } from './sessions/script-door.js';
import { SessionBook } from './sessions/session-book.js';
import { SessionDesk } from './sessions/session-desk.js';
import { SignIn } from './sessions/sign-in.js';
import { SignInMethods } from './sessions/sign-in-methods.js';
import type { DashboardEnvironment } from './settings/environment.js';
import { readSecrets, type Secrets } from './settings/secrets.js';
import { TimelineReads } from './timeline/timeline-reads.js';
import { ReachReads } from './tools/reach-reads.js';
import { TrainingReads } from './training/training-reads.js';
import { ownerCredentials } from './upstreams/credentials.js';
import { UpstreamReader } from './upstreams/upstream-reader.js';
import { Upstreams, type UpstreamUrls } from './upstreams/upstreams.js';
import { WebFiles } from './web/web-files.js';

/** DashboardParts are the dashboard's long-lived objects, wired together. */
export interface DashboardParts {
  readonly sessions: SessionBook;
  readonly desk: SessionDesk;
  readonly methods: SignInMethods;
  readonly scripts: ScriptDoor;
  readonly page: OwnPage;
  readonly proxy: ProxyTrust;
  readonly passing: PassThrough;
  readonly watches: Watches;
  readonly keyUses: KeyUses;
  readonly loads: LoadGate;
  readonly reads: GatheredReads;
  readonly timelines: TimelineReads;
  readonly training: TrainingReads;
  readonly reach: ReachReads;
  readonly ollama: OllamaLibrary;
  readonly status: SeedStatus;
  readonly mcpHealth: McpHealth;
  readonly available: OpsAvailable;
  readonly web: WebFiles;
  readonly metrics: Registry;
  readonly readiness: Readiness;
  close(): void;
}

/** assembleDashboard throws a ConfigError when the configuration is wrong; nothing is left open then. */
export async function assembleDashboard(
  variables: DashboardEnvironment,
  given: Environment,
  logger: Logger,
): Promise<DashboardParts> {
  const secrets = readSecrets(given);
  const web = new WebFiles(variables.DASHBOARD_WEB_DIR);
  await web.refresh();
  const redis = redisOf(variables, logger);
  const urls = {
    ops: variables.OPS_URL,
    gateway: variables.GATEWAY_URL,
    router: variables.ROUTER_URL,
  };
  const upstreams = new Upstreams(urls);
  const sessions = new SessionBook({
    idleMs: variables.DASHBOARD_SESSION_IDLE_SEC * 1_000,
    absoluteMs: variables.DASHBOARD_SESSION_SEC * 1_000,
  });
  const reader = new UpstreamReader(upstreams);
  const audit = redis && new AuditShipper(redis, { sender: 'dashboard' });
  const watches = new Watches(reader, logger);
  const keyUses = new KeyUses(reader, ownerCredentials(secrets));
  const passing = new PassThrough(upstreams, new RouteTable(API_ROUTES));
  return {
    ...accessParts({ variables, secrets, sessions, audit, logger, reader, upstreams, urls }),
    ollama: new OllamaLibrary(upstreams, reader),
    sessions,
    mcpHealth: new McpHealth(reader),
    available: new OpsAvailable(reader),
    passing,
    ...readParts({ passing, watches, keyUses, logger }),
    watches,
    keyUses,
    loads: new LoadGate(reader),
    web,
    metrics: createMetrics(),
    readiness: dashboardReadiness(upstreams, redis),
    close: () => {
      watches.close();
      sessions.close();
      upstreams.close();
      if (redis) closeRedis(redis);
    },
  };
}

function readParts({
  passing,
  logger,
  ...own
}: Pick<DashboardParts, 'passing' | 'watches' | 'keyUses'> & { readonly logger: Logger }) {
  const passed = new PassedReads(passing);
  const joined = {
    timelines: new TimelineReads(passed),
    training: new TrainingReads(passed),
    reach: new ReachReads(passed),
  };
  return { ...joined, reads: new GatheredReads(passed, new OwnReads({ ...own, ...joined }), logger) };
}

interface AccessGiven {
  readonly variables: DashboardEnvironment;
  readonly secrets: Secrets;
  readonly sessions: SessionBook;
  readonly audit: AuditShipper | undefined;
  readonly logger: Logger;
  readonly reader: UpstreamReader;
  readonly upstreams: Upstreams;
  readonly urls: UpstreamUrls;
}

function accessParts({
  variables,
  secrets: given,
  sessions,
  audit,
  logger,
  reader,
  upstreams,
  urls,
}: AccessGiven) {
  const secrets = new OwnSecrets(given);
  const whoAmI = new WhoAmI(reader);
  const proxy = new ProxyTrust(variables.TRUST_PROXY, variables.DASHBOARD_SECURE_COOKIES);
  const signIn = new SignIn({
    secrets,
    whoAmI,
    owner: ownerCredentials(given),
    limit: new AttemptLimit(),
    audit: new LoginAudit(audit, logger),
    logger,
  });
  return {
    desk: new SessionDesk(sessions, signIn, whoAmI),
    methods: new SignInMethods(secrets, reader),
    scripts: new ScriptDoor(signIn, proxy),
    page: new OwnPage({ hosts: variables.ALLOWED_HOSTS, origins: variables.ALLOWED_ORIGINS }),
    proxy,
    status: new SeedStatus(secrets, upstreams, urls),
  };
}

const TROUBLE_EVERY_MS = 10_000;

/** A Redis that is away reports itself many times a second; the log hears of it now and then. */
function redisOf({ REDIS_URL }: DashboardEnvironment, logger: Logger): Redis | undefined {
  if (REDIS_URL === undefined) {
    logger.warn('REDIS_URL is not set: who signs in is not audited');
    return undefined;
  }
  let saidAt = -Infinity;
  return openRedis(REDIS_URL, 'prompt', ({ message }) => {
    const now = performance.now();
    if (now - saidAt < TROUBLE_EVERY_MS) return;
    saidAt = now;
    logger.warn({ reason: message }, 'Redis is not reachable: who signs in is not audited');
  });
}
