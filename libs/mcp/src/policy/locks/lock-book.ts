import type { LockedTool } from './locked-tool.js';

interface ServerLocks {
  readonly tools: Map<string, LockedTool>;
  /** Of all its tools, as they are written. */
  characters: number;
}

/** ToolKey names a tool by its server and its native name. */
export type ToolKey = Pick<LockedTool, 'server' | 'tool'>;

const NONE: ServerLocks = { tools: new Map(), characters: 0 };

/** LockBook is locked tools by server and native name, and how much there is of each server. */
export class LockBook {
  private readonly servers = new Map<string, ServerLocks>();

  constructor(tools: Iterable<LockedTool> = []) {
    for (const tool of tools) this.set(tool);
  }

  get({ server, tool }: ToolKey): LockedTool | undefined {
    return this.of(server).tools.get(tool);
  }

  set(tool: LockedTool): void {
    const locks = this.servers.get(tool.server) ?? { tools: new Map<string, LockedTool>(), characters: 0 };
    this.servers.set(tool.server, locks);
    locks.characters += charactersOf(tool) - charactersOf(locks.tools.get(tool.tool));
    locks.tools.set(tool.tool, tool);
  }

  remove(key: ToolKey): void {
    const locks = this.servers.get(key.server);
    if (locks === undefined) return;
    locks.characters -= charactersOf(locks.tools.get(key.tool));
    locks.tools.delete(key.tool);
    if (locks.tools.size === 0) this.servers.delete(key.server);
  }

  /** copy makes this book say of some tools what another one says, also nothing. */
  copy(keys: Iterable<ToolKey>, from: LockBook): void {
    for (const key of keys) {
      const tool = from.get(key);
      if (tool === undefined) this.remove(key);
      else this.set(tool);
    }
  }

  of(server: string): Readonly<ServerLocks> {
    return this.servers.get(server) ?? NONE;
  }

  all(): LockedTool[] {
    return [...this.servers.values()].flatMap(({ tools }) => [...tools.values()]);
  }
}

export function charactersOf(tool: LockedTool | undefined): number {
  return tool === undefined ? 0 : JSON.stringify(tool).length;
}
