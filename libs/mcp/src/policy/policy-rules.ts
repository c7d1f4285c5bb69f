import { matchOf, reachOf } from '@app/kernel';
import type { ServerEntry } from '../registry/server-entry.js';
import type { Principal, ToolUse } from './tool-policy.js';

/** What a rule makes of a use: `silent` leaves it to the others. */
export type RuleOutcome = 'denied' | 'allowed' | 'silent';

export interface RuleAnswer {
  readonly outcome: RuleOutcome;
  /** For operators. */
  readonly reason: string;
}

export interface PolicyRule {
  readonly name: string;
  readonly judge: (this: void, entry: ServerEntry, principal: Principal, use: ToolUse) => RuleAnswer;
}

const denied = (reason: string): RuleAnswer => ({ outcome: 'denied', reason });
const allowed = (reason: string): RuleAnswer => ({ outcome: 'allowed', reason });
const silent = (reason: string): RuleAnswer => ({ outcome: 'silent', reason });

/** A pattern for everybody or everything is nobody's word: it is what holds when nothing is said. */
const spoken = (pattern: string, reason: string): RuleAnswer =>
  pattern === '*' ? silent(`${reason}, which is everything`) : allowed(reason);

const denyClients: PolicyRule = {
  name: 'server.deny_clients',
  judge({ deny_clients }, { id }) {
    const pattern = matchOf(deny_clients, id);
    if (pattern === undefined) return silent('the client is not among those that are denied');
    return denied(`deny_clients holds "${pattern}"`);
  },
};

const allowClients: PolicyRule = {
  name: 'server.allow_clients',
  judge({ allow_clients }, { id }) {
    const pattern = matchOf(allow_clients, id);
    if (pattern === undefined) return denied('allow_clients holds nothing that matches the client');
    return spoken(pattern, `allow_clients holds "${pattern}"`);
  },
};

const denyTools: PolicyRule = {
  name: 'tools.deny',
  judge({ tools: { deny = [] } }, _principal, { tool }) {
    if (tool === undefined) return silent('the server as a whole is meant');
    const pattern = matchOf(deny, tool);
    if (pattern === undefined) return silent('the tool is not among those that are denied');
    return denied(`tools.deny holds "${pattern}"`);
  },
};

const allowTools: PolicyRule = {
  name: 'tools.allow',
  judge({ tools: { allow } }, _principal, { tool }) {
    if (tool === undefined) return silent('the server as a whole is meant');
    if (allow === undefined) return silent('tools.allow is not set, so every tool is meant');
    const pattern = matchOf(allow, tool);
    if (pattern === undefined) return denied('tools.allow holds nothing that matches the tool');
    return spoken(pattern, `tools.allow holds "${pattern}"`);
  },
};

const scopes: PolicyRule = {
  name: 'scopes',
  judge(_entry, { tools }, { server, tool }) {
    const pattern = tool === undefined ? reachOf(tools, `${server}/`) : matchOf(tools, `${server}/${tool}`);
    if (pattern === undefined) return denied("the client's scopes hold nothing that matches");
    return spoken(pattern, `the client's scopes hold "${pattern}"`);
  },
};

/** POLICY_RULES in their order: of the server before of its tools, denials before permissions. */
export const POLICY_RULES: readonly PolicyRule[] = [denyClients, allowClients, denyTools, allowTools, scopes];
