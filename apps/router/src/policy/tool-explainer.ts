import { ANONYMOUS, type ClientRegistry } from '@app/auth';
import { DomainError } from '@app/kernel';
import type { PolicyStep, Principal, RegistryPolicy, ServerRegistry, ToolLocks } from '@app/mcp';

export interface ExplainSources {
  readonly clients: Pick<ClientRegistry, 'byId' | 'isEmpty'>;
  readonly registry: Pick<ServerRegistry, 'entryOf' | 'snapshot'>;
  readonly policy: Pick<RegistryPolicy, 'decide' | 'explain'>;
  readonly locks: Pick<ToolLocks, 'lockOf' | 'named'>;
}

/** ToolExplanation says whether a client may use one tool, and what every rule makes of it. */
export interface ToolExplanation {
  readonly server: string;
  readonly tool: string;
  readonly allowed: boolean;
  readonly rule: string;
  readonly reason: string;
  readonly steps: readonly PolicyStep[];
}

export interface ExplainQuestion {
  readonly client: string;
  readonly tool: string;
  readonly server?: string | undefined;
}

interface ToolName {
  readonly server: string;
  readonly tool: string;
}

/** ToolExplainer says why a client may or may not use a tool, by the configuration of now. */
export class ToolExplainer {
  constructor(private readonly sources: ExplainSources) {}

  /** explain throws `not_found` for a client that is not configured, and for a tool that no server has shown. */
  explain({ client, tool, server }: ExplainQuestion): ToolExplanation[] {
    const principal = this.principalOf(client);
    return this.meant(tool, server).map((name) => this.explained(principal, name));
  }

  private explained(principal: Principal, { server, tool }: ToolName): ToolExplanation {
    const { policy } = this.sources;
    const use = { server, tool };
    const steps = [
      this.enabledStep(server),
      ...policy.explain(principal, use),
      this.lockStep(server, tool),
      this.limitStep(server),
    ];
    const denial = steps.find(({ outcome }) => outcome === 'denied');
    const { rule, reason } = denial ?? policy.decide(principal, use);
    return { server, tool, allowed: denial === undefined, rule, reason, steps };
  }

  private principalOf(id: string): Principal {
    const { clients } = this.sources;
    const client = clients.byId(id) ?? (clients.isEmpty && id === ANONYMOUS.id ? ANONYMOUS : undefined);
    if (client !== undefined) return { id: client.id, tools: client.tools };
    throw new DomainError('not_found', 'client: clients.yaml has no such client', { param: 'client' });
  }

  /** A server that is named may have a tool that was never listed; its policy is known all the same. */
  private meant(tool: string, server: string | undefined): ToolName[] {
    const seen = this.sources.locks
      .named(tool)
      .filter((each) => server === undefined || each.server === server);
    if (seen.length > 0) return seen.map((each) => ({ server: each.server, tool: each.tool }));
    if (server !== undefined) return [{ server, tool }];
    const message = 'tool: no server has shown a tool of that name yet; say which server is meant';
    throw new DomainError('not_found', message, { param: 'tool' });
  }

  private enabledStep(server: string): PolicyStep {
    const rule = 'server.enabled';
    const { known, entries } = this.sources.registry.snapshot;
    if (entries.has(server)) return { rule, outcome: 'silent', reason: 'the server is enabled' };
    const reason = known.get(server)?.reason ?? 'the server is not enabled';
    return { rule, outcome: 'denied', reason };
  }

  private lockStep(server: string, tool: string): PolicyStep {
    const rule = 'definition_lock';
    const locked = this.sources.locks.lockOf(server, tool);
    if (locked === undefined) {
      return { rule, outcome: 'silent', reason: 'the tool was not seen yet, and is approved when it is' };
    }
    const { waiting, blocked } = locked;
    if (waiting === undefined)
      return { rule, outcome: 'silent', reason: 'the definition is the approved one' };
    if (blocked !== undefined)
      return { rule, outcome: 'denied', reason: `the definition is blocked since ${blocked}` };
    return { rule, outcome: 'denied', reason: `the definition is another one since ${waiting.at}` };
  }

  private limitStep(server: string): PolicyStep {
    const limit = this.sources.registry.entryOf(server)?.rate_limit_rpm;
    const reason = limit === undefined ? 'there is no limit' : `${limit} calls a minute of each client`;
    return { rule: 'rate_limit', outcome: 'silent', reason };
  }
}
