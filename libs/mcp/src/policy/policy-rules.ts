import { matchOf, reachOf } from '@app/kernel';
import type { ServerEntry } from '../registry/server-entry.js';
import type { Principal, ToolUse, UseKind } from './tool-policy.js';

/** What a rule makes of a use: `silent` leaves it to the others. */
export type RuleOutcome = 'denied' | 'allowed' | 'silent';

export interface RuleAnswer {
  readonly outcome: RuleOutcome;
  /** For operators. */
  readonly reason: string;
}

export interface PolicyRule {
  readonly name: string;
  /** Speaks of things of this kind alone; of everything without it. */
  readonly kind?: UseKind;
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

/** The words for one thing of a kind. */
const ONE = { tools: 'tool', prompts: 'prompt', resources: 'resource' } as const;

const denyOf = (kind: UseKind): PolicyRule => ({
  name: `${kind}.deny`,
  kind,
  judge(entry, _principal, { tool }) {
    if (tool === undefined) return silent('the server as a whole is meant');
    const pattern = matchOf(entry[kind].deny ?? [], tool);
    if (pattern === undefined) return silent(`the ${ONE[kind]} is not among those that are denied`);
    return denied(`${kind}.deny holds "${pattern}"`);
  },
});

const allowOf = (kind: UseKind): PolicyRule => ({
  name: `${kind}.allow`,
  kind,
  judge(entry, _principal, { tool }) {
    if (tool === undefined) return silent('the server as a whole is meant');
    const { allow } = entry[kind];
    if (allow === undefined) return silent(`${kind}.allow is not set, so every ${ONE[kind]} is meant`);
    const pattern = matchOf(allow, tool);
    if (pattern === undefined) return denied(`${kind}.allow holds nothing that matches the ${ONE[kind]}`);
    return spoken(pattern, `${kind}.allow holds "${pattern}"`);
  },
});

const scopes: PolicyRule = {
  name: 'scopes',
  judge(_entry, { tools }, { server, tool, kind = 'tools' }) {
    // Scopes speak of tools: whoever may use all of them may have the rest of the server as well.
    const name = kind === 'tools' ? tool : '*';
    const pattern = tool === undefined ? reachOf(tools, `${server}/`) : matchOf(tools, `${server}/${name}`);
    if (pattern === undefined) return denied("the client's scopes hold nothing that matches");
    return spoken(pattern, `the client's scopes hold "${pattern}"`);
  },
};

const KINDS: readonly UseKind[] = ['tools', 'prompts', 'resources'];

const POLICY_RULES: readonly PolicyRule[] = [
  denyClients,
  allowClients,
  ...KINDS.flatMap((kind) => [denyOf(kind), allowOf(kind)]),
  scopes,
];

const rulesOf = (kind: UseKind): readonly PolicyRule[] =>
  POLICY_RULES.filter((rule) => rule.kind === undefined || rule.kind === kind);
const RULES = { tools: rulesOf('tools'), prompts: rulesOf('prompts'), resources: rulesOf('resources') };

/** rulesFor are the rules that speak of a kind, in their order: of the server before of its things, denials first. */
export function rulesFor(kind: UseKind): readonly PolicyRule[] {
  return RULES[kind];
}
