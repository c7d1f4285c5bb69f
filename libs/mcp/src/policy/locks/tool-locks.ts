import { DomainError, systemClock, type Clock, type JsonObject } from '@app/kernel';
import { exposedName } from '../../names/exposed-name.js';
import type { DefinitionLock, LockState } from '../definition-lock.js';
import { KeptLocks } from './kept-locks.js';
import { charactersOf } from './lock-book.js';
import { LockFile } from './lock-file.js';
import { accepted, lockStateOf, refused, reviewed, type LockedTool } from './locked-tool.js';
import { seenDefinition, UNREADABLE, type SeenDefinition } from './seen-definition.js';

/**
 * So many tools of one server are remembered. Those beyond are refused: were old ones forgotten instead, a server could
 * push out what was approved.
 */
const MOST_TOOLS = 1_000;
/** Of one server; of definitions beyond, the hashes alone are kept. */
const MOST_CHARACTERS = 2_097_152;
const LONGEST_NAME = 256;

export interface ToolLocksOptions {
  /** DATA_DIR/mcp/tool-locks.json; its folder is made when it is missing. */
  readonly path: string;
  /** Told once for each changed definition. */
  readonly quarantined: (server: string, tool: string) => void;
  /** Told when the file cannot be read or written; what is in memory stays in force and is written later. */
  readonly trouble: (problem: DomainError) => void;
  readonly clock?: Clock;
}

/** ToolLocks trusts what a tool says of itself at first sight, and nothing else until an operator has accepted it. */
export class ToolLocks implements DefinitionLock {
  private constructor(
    private readonly kept: KeptLocks,
    private readonly options: ToolLocksOptions,
  ) {}

  /** open throws `registry_invalid` when the file is damaged: to begin anew would be to trust everything. */
  static async open(options: ToolLocksOptions): Promise<ToolLocks> {
    return new ToolLocks(await KeptLocks.open(new LockFile(options.path), options.trouble), options);
  }

  /** review implements DefinitionLock. Of tools with one name the first counts; one without a name has no state. */
  async review(server: string, tools: readonly JsonObject[]): Promise<ReadonlyMap<string, LockState>> {
    await this.kept.refresh();
    const states = new Map<string, LockState>();
    for (const tool of tools) {
      const { name } = tool;
      if (typeof name === 'string' && !states.has(name)) states.set(name, this.judged(server, name, tool));
    }
    return states;
  }

  stateOf(server: string, tool: string): LockState | undefined {
    const known = this.lockOf(server, tool);
    if (known !== undefined) return lockStateOf(known);
    return this.isRefused(server, tool) ? 'quarantined' : undefined;
  }

  lockOf(server: string, tool: string): LockedTool | undefined {
    return this.kept.book.get({ server, tool });
  }

  /** waiting returns the quarantined tools that nobody has decided about, oldest first. */
  waiting(): LockedTool[] {
    return this.quarantined().filter(({ blocked }) => blocked === undefined);
  }

  /** blocked returns the quarantined tools that an operator has said no to, oldest first. */
  blocked(): LockedTool[] {
    return this.quarantined().filter(({ blocked }) => blocked !== undefined);
  }

  /** seenOf returns every tool that a server has ever shown, until it is forgotten. */
  seenOf(server: string): LockedTool[] {
    return [...this.kept.book.of(server).tools.values()];
  }

  /** named returns the tools ever seen that a name may mean: their own, after `<server>/`, or as clients see it. */
  named(name: string): LockedTool[] {
    return this.kept.book
      .all()
      .filter(
        ({ server, tool }) =>
          name === tool || name === `${server}/${tool}` || name === exposedName(server, tool),
      );
  }

  /**
   * accept approves the definition that waits, and returns the tool as it was. `not_found`: nothing waits there.
   * `registry_conflict`: something else waits than what the hash names. `registry_unwritable`: it stays as it was.
   */
  async accept(server: string, tool: string, hash: string): Promise<LockedTool> {
    await this.kept.refresh();
    const known = this.acceptable(server, tool, hash);
    await this.kept.commit(accepted(known, this.now()));
    return known;
  }

  /** block says no to the definition that waits, also to one that cannot be read. Throws as accept does. */
  async block(server: string, tool: string, hash: string): Promise<LockedTool> {
    await this.kept.refresh();
    const known = this.blockable(server, tool, hash);
    await this.kept.commit(refused(known, this.now()));
    return known;
  }

  /** acceptable returns the tool that accept would approve, or throws as accept does. */
  acceptable(server: string, tool: string, hash: string): LockedTool {
    const known = this.blockable(server, tool, hash);
    if (hash !== UNREADABLE) return known;
    throw new DomainError('registry_conflict', 'a definition that cannot be read is not accepted', {
      param: 'hash',
    });
  }

  /** blockable returns the tool that block would block, or throws as block does. */
  blockable(server: string, tool: string, hash: string): LockedTool {
    const known = this.lockOf(server, tool);
    if (known?.waiting === undefined) {
      throw new DomainError('not_found', `no tool of that name of ${server} is quarantined`, {
        param: 'tool',
      });
    }
    if (known.waiting.hash === hash) return known;
    const message = 'the definition that waits is another one; look at it again';
    throw new DomainError('registry_conflict', message, { param: 'hash' });
  }

  /** forget drops what is known of a server that was removed for good. */
  async forget(server: string): Promise<void> {
    await this.kept.refresh();
    await this.kept.drop([...this.kept.book.of(server).tools.values()]);
  }

  /** close writes what is not written yet. */
  async close(): Promise<void> {
    await this.kept.close();
  }

  private quarantined(): LockedTool[] {
    const waiting = this.kept.book.all().filter((tool) => tool.waiting !== undefined);
    return waiting.sort((a, b) => ((a.waiting?.at ?? '') < (b.waiting?.at ?? '') ? -1 : 1));
  }

  private judged(server: string, name: string, tool: JsonObject): LockState {
    const before = this.lockOf(server, name);
    if (before === undefined && this.isRefused(server, name)) return 'quarantined';
    const known = before ?? { server, tool: name };
    const after = reviewed(known, seenDefinition(tool, this.now()));
    if (after !== known) this.keep(after);
    return lockStateOf(after);
  }

  private keep(tool: LockedTool): void {
    this.kept.set(this.hasRoom(tool) ? tool : withoutText(tool));
    if (tool.waiting !== undefined) this.options.quarantined(tool.server, tool.tool);
  }

  private isRefused(server: string, name: string): boolean {
    return name.length > LONGEST_NAME || this.kept.book.of(server).tools.size >= MOST_TOOLS;
  }

  private hasRoom(tool: LockedTool): boolean {
    const others =
      this.kept.book.of(tool.server).characters - charactersOf(this.lockOf(tool.server, tool.tool));
    return others + charactersOf(tool) <= MOST_CHARACTERS;
  }

  private now(): string {
    return new Date((this.options.clock ?? systemClock).now()).toISOString();
  }
}

/** The approved definition stays, to be compared with. */
function withoutText({ approved, waiting, ...key }: LockedTool): LockedTool {
  const bare = (seen: SeenDefinition | undefined) => seen && { hash: seen.hash, at: seen.at };
  if (waiting === undefined) return { ...key, approved: bare(approved) };
  return { ...key, approved, waiting: bare(waiting) };
}
