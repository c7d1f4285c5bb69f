import type { AuditShipper } from '@app/audit';
import type { ClientRegistry } from '@app/auth';
import type { Environment } from '@app/config';
import type { Logger, Registry } from '@app/http';
import type { Redis } from '@app/jobs';
import type { McpHub, ServerPool } from '@app/mcp';
import type { RecentCalls } from '../calls/recent-calls.js';
import type { LogDesk } from '../logs/log-desk.js';
import type { KnownTools } from '../policy/known-tools.js';
import type { QuarantineDesk } from '../policy/quarantine-desk.js';
import type { ToolExplainer } from '../policy/tool-explainer.js';
import type { RegistryParts } from '../registry/registry-parts.js';
import type { RouterEnvironment } from '../settings/environment.js';

/** What operators see and change of the tools. */
export interface OperatedTools {
  readonly registry: RegistryParts;
  readonly explainer: ToolExplainer;
  readonly quarantine: QuarantineDesk;
  readonly known: KnownTools;
  readonly recent: RecentCalls;
  readonly logs: LogDesk;
}

/** Tools are the MCP servers behind the router, and what stands between them and clients. */
export interface Tools {
  readonly hub: McpHub;
  readonly pool: Pick<ServerPool, 'servers'>;
  /** Undefined where there is no registry behind the hub. */
  readonly operated: OperatedTools | undefined;
  close(): Promise<void>;
}

/** What the router has that its tools need. */
export interface ToolSurroundings {
  readonly variables: RouterEnvironment;
  readonly environment: Environment;
  readonly clients: ClientRegistry;
  readonly metrics: Registry;
  readonly logger: Logger;
  /** Undefined without REDIS_URL: limits then hold for this process alone, and calls are not audited. */
  readonly redis: Redis | undefined;
  readonly audit: AuditShipper | undefined;
}

export type OpenTools = (surroundings: ToolSurroundings) => Promise<Tools>;
