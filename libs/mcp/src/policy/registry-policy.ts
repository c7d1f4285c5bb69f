import { DomainError } from '@app/kernel';
import type { ServerEntry } from '../registry/server-entry.js';
import type { Decision } from './decision.js';
import type { RateLimit } from './limits/rate-limit.js';
import { rulesFor, type RuleAnswer } from './policy-rules.js';
import type { Principal, ToolPolicy, ToolUse } from './tool-policy.js';

/** PolicyStep is what one rule made of a use. */
export interface PolicyStep extends RuleAnswer {
  readonly rule: string;
}

/** The entry of a server in the registry as it is now, enabled or not. */
export type EntryOf = (server: string) => ServerEntry | undefined;

/** The rule that denies what the registry does not know. */
const UNKNOWN: PolicyStep = {
  rule: 'registry',
  outcome: 'denied',
  reason: 'the registry has no such server',
};

/**
 * RegistryPolicy decides by the registry and by the client's scopes.
 *
 * Every rule must let a use pass: the first that denies it decides, and no permission overrules it. Of what is allowed,
 * the rule is the last that spoke, which is the narrowest. A server as a whole is open to whoever might use any tool of
 * it; its prompts and resources have rules of their own, and are for whoever's scopes reach all of its tools.
 */
export class RegistryPolicy implements ToolPolicy {
  constructor(
    private readonly entryOf: EntryOf,
    private readonly limit: RateLimit,
  ) {}

  decide(principal: Principal, use: ToolUse): Decision {
    let decision: Decision = { allowed: true, rule: 'default', reason: 'no rule speaks of it' };
    for (const { outcome, rule, reason } of this.steps(principal, use)) {
      if (outcome === 'denied') return { allowed: false, rule, reason };
      if (outcome === 'allowed') decision = { allowed: true, rule, reason };
    }
    return decision;
  }

  /** explain returns what each rule makes of a use, in their order, also after one that denies it. */
  explain(principal: Principal, use: ToolUse): PolicyStep[] {
    return [...this.steps(principal, use)];
  }

  /** take implements ToolPolicy; a server without `rate_limit_rpm` has no limit. */
  async take(principal: Principal, server: string): Promise<void> {
    const perMinute = this.entryOf(server)?.rate_limit_rpm;
    if (perMinute === undefined) return;
    const waitMs = await this.limit.take(`${server}:${principal.id}`, perMinute);
    if (waitMs <= 0) return;
    const retryAfter = Math.max(1, Math.ceil(waitMs / 1_000));
    const message = `${server} takes ${perMinute} calls a minute of one client; try again in ${retryAfter} s`;
    throw new DomainError('mcp_rate_limited', message, { retryAfter });
  }

  /** One after the other, so that a decision judges no further than it must. */
  private *steps(principal: Principal, use: ToolUse): Generator<PolicyStep> {
    const entry = this.entryOf(use.server);
    if (entry === undefined) {
      yield UNKNOWN;
      return;
    }
    for (const { name, judge } of rulesFor(use.kind ?? 'tools'))
      yield { rule: name, ...judge(entry, principal, use) };
  }
}
