import { SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { ServerJournal } from '../log/server-journal.js';
import { CHILD_LIMITS } from '../process/child-limits.js';
import type { CommandEntry, RemoteEntry } from '../registry/server-entry.js';
import type { Era } from '../wire/messages.js';
import { ChildLinkTransport } from './child-link-transport.js';
import type { ConnectorOptions } from './connector-options.js';
import { DuplexTransport } from './duplex-transport.js';
import { expandHeaders } from './expand-headers.js';
import { GuardedFetch } from './guarded-fetch.js';
import { serverUnreachable } from './link-failure.js';
import type { LinkOptions } from './link-options.js';
import type { LinkTransport } from './link-transport.js';
import type { Connect, Link, LinkListener } from './link.js';
import { ownVariables } from './own-variables.js';
import { SdkLink } from './sdk-link.js';
import type { CurrentServer } from './server-source.js';

/** A stream that broke off is taken up again where it was, if the server can: soon, or the call has failed. */
const RECONNECTION = {
  initialReconnectionDelay: 250,
  maxReconnectionDelay: 2_000,
  reconnectionDelayGrowFactor: 2,
  maxRetries: 2,
};

/** Connector makes links to one server as the registry describes it. Its `connect` is a Connect. */
export class Connector {
  /** A server does not change its era from one start to the next, so the question is put once. */
  private era: Era | undefined;
  private readonly journal: ServerJournal;

  constructor(
    private readonly server: string,
    private readonly current: CurrentServer,
    private readonly options: ConnectorOptions,
  ) {
    this.journal = new ServerJournal(server, current, options.words);
  }

  readonly connect: Connect = async (listener, signal) => {
    const known = this.era;
    this.era = undefined;
    const link = await this.linkTo(known, listener, signal);
    this.era = link.era;
    return link;
  };

  private linkTo(era: Era | undefined, listener: LinkListener, signal: AbortSignal): Promise<Link> {
    const { entry } = this.current;
    if ('command' in entry) return this.command(entry, listener, signal);
    return 'image' in entry ? this.image(listener, signal) : this.remote(entry, listener, signal);
  }

  private command(entry: CommandEntry, listener: LinkListener, signal: AbortSignal): Promise<Link> {
    const { processes } = this.options;
    const { command, args, cwd } = entry;
    const env = { ...ownVariables(entry, this.options.dataDir), ...this.current.env };
    const child = { name: this.server, command, args, cwd, env };
    const around = { ...processes, limits: { message: this.options.messageBytes } };
    const open = (): LinkTransport =>
      new ChildLinkTransport(child, { ...around, stderr: this.journal.stderr() });
    return SdkLink.connect(this.link({ carrier: 'channel', open, listener }), signal);
  }

  private async image(listener: LinkListener, signal: AbortSignal): Promise<Link> {
    const { broker, messageBytes } = this.options;
    if (broker === undefined) throw serverUnreachable(this.server, 'nothing here starts containers');
    const limits = { ...CHILD_LIMITS, message: messageBytes };
    const stream = () => broker(this.server, this.current.env, signal);
    const open = (): LinkTransport => new DuplexTransport(this.server, stream, limits, this.journal.stderr());
    return SdkLink.connect(this.link({ carrier: 'channel', open, listener }), signal);
  }

  private async remote(entry: RemoteEntry, listener: LinkListener, signal: AbortSignal): Promise<Link> {
    const headers = expandHeaders(entry.headers, this.current.env);
    let transport: LinkTransport | undefined;
    const oversized = (): void => transport?.onoversized?.({ kind: 'unknown', id: undefined });
    const { guard, messageBytes: limit } = this.options;
    const fetcher = new GuardedFetch({ server: this.server, guard, headers, limit, oversized });
    const open = (): LinkTransport => {
      transport = remoteTransport(entry, fetcher);
      transport.restore = (message) => fetcher.numbers.restore(message);
      return transport;
    };
    const carrier = entry.transport === 'sse' ? 'sse' : 'http';
    try {
      const link = await SdkLink.connect(this.link({ carrier, open, listener }), signal);
      void link.closed.then(() => fetcher.close());
      return link;
    } catch (error) {
      fetcher.close();
      throw carrier === 'sse' ? (fetcher.lastFailure ?? error) : error;
    }
  }

  private link(own: Pick<LinkOptions, 'carrier' | 'open' | 'listener'>): LinkOptions {
    const { client, capabilities, startMs, onTrouble } = this.options;
    const { server, era } = this;
    return {
      ...own,
      server,
      client,
      capabilities,
      startMs,
      exclusive: !this.current.entry.shared,
      negotiate: era === 'legacy' ? 'legacy' : 'auto',
      logged: (params) => this.journal.message(params),
      trouble: (error) => onTrouble?.(server, error),
    };
  }
}

function remoteTransport(entry: RemoteEntry, { fetch }: GuardedFetch): LinkTransport {
  const url = new URL(entry.url);
  if (entry.transport === 'sse') return new SSEClientTransport(url, { fetch });
  return new StreamableHTTPClientTransport(url, { fetch, reconnectionOptions: RECONNECTION });
}
