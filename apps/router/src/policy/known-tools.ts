import { isJsonObject, type JsonObject } from '@app/kernel';
import { rulesFor, type LockedTool, type ServerEntry, type ServerRegistry, type ToolLocks } from '@app/mcp';

export interface KnownToolsSources {
  readonly registry: Pick<ServerRegistry, 'snapshot'>;
  readonly locks: Pick<ToolLocks, 'seenOf'>;
}

/** Each tool is counted once: what is denied is not looked at further. */
export interface ToolCounts {
  readonly allowed: number;
  readonly denied: number;
  readonly quarantined: number;
  readonly blocked: number;
}

type ToolState = keyof ToolCounts;

/** KnownTool is a tool that a server has shown, as far as it was kept: for operators, without asking its server. */
export interface KnownTool {
  readonly tool: string;
  /** `denied` by the server's own rules for tools, whoever asks. */
  readonly state: ToolState;
  /** The rule that denies it. */
  readonly reason: string | undefined;
  readonly hash: string;
  /** When this definition was first seen, or accepted. */
  readonly since: string;
  /** The approved definition; the one that waits where none was approved. Undefined when it was too long to be kept. */
  readonly definition: JsonObject | undefined;
}

const NOBODY = { id: '', tools: [] };
const RULES = rulesFor('tools').filter(({ kind }) => kind === 'tools');

/** KnownTools shows the tools of a server as they were last seen. */
export class KnownTools {
  constructor(private readonly sources: KnownToolsSources) {}

  of(server: string): KnownTool[] {
    const entry = this.entryOf(server);
    const tools = this.sources.locks.seenOf(server).map((tool) => shown(tool, entry));
    return tools.sort((a, b) => (a.tool < b.tool ? -1 : 1));
  }

  counts(server: string): ToolCounts {
    const counts = { allowed: 0, denied: 0, quarantined: 0, blocked: 0 };
    const entry = this.entryOf(server);
    for (const tool of this.sources.locks.seenOf(server)) counts[stateOf(tool, entry).state] += 1;
    return counts;
  }

  private entryOf(server: string): ServerEntry | undefined {
    return this.sources.registry.snapshot.known.get(server)?.item?.entry;
  }
}

function shown(tool: LockedTool, entry: ServerEntry | undefined): KnownTool {
  const seen = tool.approved ?? tool.waiting;
  return {
    tool: tool.tool,
    ...stateOf(tool, entry),
    hash: seen?.hash ?? '',
    since: seen?.at ?? '',
    definition: definitionIn(seen?.text),
  };
}

function stateOf(
  { server, tool, waiting, blocked }: LockedTool,
  entry: ServerEntry | undefined,
): Pick<KnownTool, 'state' | 'reason'> {
  const use = { server, tool };
  const answers = entry === undefined ? [] : RULES.map(({ judge }) => judge(entry, NOBODY, use));
  const denial = answers.find(({ outcome }) => outcome === 'denied');
  if (denial !== undefined) return { state: 'denied', reason: denial.reason };
  if (waiting === undefined) return { state: 'allowed', reason: undefined };
  return { state: blocked === undefined ? 'quarantined' : 'blocked', reason: undefined };
}

function definitionIn(text: string | undefined): JsonObject | undefined {
  const definition: unknown = text === undefined ? undefined : JSON.parse(text);
  return isJsonObject(definition) ? definition : undefined;
}
