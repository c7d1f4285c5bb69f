import type { ServerHealth } from '@app/mcp';

/** ServerHealths knows how the servers that may run are; undefined for one that it does not have. */
export abstract class ServerHealths {
  abstract of(server: string): ServerHealth | undefined;
}
