import type { Explanation } from '../../../api/tool-registry.js';
import { patternsIn, type PolicyDraft } from './policy-draft.js';

/** matches is the registry's own reading of a pattern: `*` is any run of characters, the rest is itself. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`, 'u').test(text);
}

export interface Verdict {
  readonly allowed: boolean;
  readonly rule: string;
  readonly reason: string;
}

/** The rules that a draft can change. */
export const OWN_RULES: ReadonlySet<string> = new Set([
  'server.deny_clients',
  'server.allow_clients',
  'tools.deny',
  'tools.allow',
]);

/** denialBy is the first of a draft's own four rules that denies; undefined: none does, and others may. */
export function denialBy(draft: PolicyDraft, client: string, tool: string): Verdict | undefined {
  const no = (rule: string, reason: string) => ({ allowed: false, rule, reason });
  const denied = matchIn(draft.deny_clients, client);
  if (denied !== undefined) return no('server.deny_clients', `deny_clients holds "${denied}"`);
  if (matchIn(draft.allow_clients, client) === undefined)
    return no('server.allow_clients', 'allow_clients holds nothing that matches the client');
  const deniedTool = matchIn(draft.deny_tools, tool);
  if (deniedTool !== undefined) return no('tools.deny', `tools.deny holds "${deniedTool}"`);
  if (matchIn(draft.allow_tools, tool) === undefined)
    return no('tools.allow', 'tools.allow holds nothing that matches the tool');
  return undefined;
}

type Explained = Explanation['tools'][number];

/** verdictWith is what would become of a question under a draft: its own four rules judged here, the others as they were. */
export function verdictWith(draft: PolicyDraft, client: string, { tool, steps, ...now }: Explained): Verdict {
  const own = denialBy(draft, client, tool);
  if (own) return own;
  const other = steps.find(({ outcome, rule }) => outcome === 'denied' && !OWN_RULES.has(rule));
  if (other) return { allowed: false, rule: other.rule, reason: other.reason };
  if (now.allowed) return { allowed: true, rule: now.rule, reason: now.reason };
  return { allowed: true, rule: 'default', reason: 'no rule would deny it' };
}

function matchIn(text: string, name: string): string | undefined {
  return patternsIn(text).find((pattern) => matches(pattern, name));
}
