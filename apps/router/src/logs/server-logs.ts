import type { Logger } from '@app/http';
import { ServerJournal, type ServerRegistry, type WordsListener } from '@app/mcp';
import { ServerLog } from './server-log.js';

type Registry = Pick<ServerRegistry, 'snapshot' | 'entries' | 'subscribe'>;

/** ServerLogs keeps a log for each server of the registry, enabled or not, as long as it is there. */
export class ServerLogs {
  private readonly logs = new Map<string, ServerLog>();
  private registry: Registry | undefined;

  constructor(private readonly logger: Logger) {}

  /** attach follows the registry, without which there are no servers; it returns how to stop. */
  attach(registry: Registry): () => void {
    this.registry = registry;
    return registry.subscribe(() => this.prune());
  }

  /** of returns undefined for what is no server. */
  of(server: string): ServerLog | undefined {
    if (this.registry?.snapshot.known.has(server) !== true) return undefined;
    const log = this.logs.get(server) ?? new ServerLog();
    this.logs.set(server, log);
    return log;
  }

  readonly words: WordsListener = (server, words) => {
    this.of(server)?.add(words);
    this.logger.debug({ server, ...words }, 'the log of a server');
  };

  /** warn tells the log of an enabled server what operators should know of it. */
  warn(server: string, text: string): void {
    const current = this.registry?.entries().get(server);
    if (current !== undefined) new ServerJournal(server, current, this.words).event('warning', text);
  }

  private prune(): void {
    for (const [server, log] of this.logs) {
      if (this.of(server) === undefined) this.logs.delete(server);
      // Who follows one that is gone is to see it.
      log.wake();
    }
  }
}
