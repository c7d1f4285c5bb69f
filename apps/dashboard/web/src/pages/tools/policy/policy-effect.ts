import { asProblem } from '../../../api/problem.js';
import { explain } from '../../../api/tool-registry.js';
import type { CallGroup, DayOfCalls } from './calls-of-day.js';
import { met, type Met } from './met.js';
import type { PolicyChange, PolicyDraft } from './policy-draft.js';
import { denialBy, verdictWith } from './policy-verdict.js';
import { timeEffect, type TimeEffect } from './time-effect.js';

/** RuleEffect is what a draft's rules would have made of the calls of a day. */
export interface RuleEffect {
  /** They passed, and would have been refused. */
  readonly refused: readonly Met[];
  /** They were refused, and would have passed. */
  readonly passing: readonly Met[];
  /** They were refused; the draft would not, and whether another rule does is not known. */
  readonly unsure: readonly Met[];
}

/** PolicyEffect is what a draft would have made of the calls of a day. */
export interface PolicyEffect extends Pick<DayOfCalls, 'total' | 'cutAt'> {
  /** Undefined: the draft has the rules of before. */
  readonly rules: RuleEffect | undefined;
  /** Of calls that its rules let pass; undefined: it has the limits of before. */
  readonly times: TimeEffect | undefined;
}

/** Whether a client may call a tool under the draft, by all rules of now; undefined: it could not be asked. */
export type Judge = (client: string, tool: string) => Promise<boolean | undefined>;

type Drafts = readonly [before: PolicyDraft, after: PolicyDraft];

/** So many questions are asked of the router for one draft. */
const MOST_QUESTIONS = 20;

/** effectOf compares two policies over a day: only calls that one of the two would have treated otherwise are met. */
export async function effectOf(
  { groups, total, cutAt }: DayOfCalls,
  drafts: Drafts,
  changes: readonly Pick<PolicyChange, 'id'>[],
  judge: Judge,
): Promise<PolicyEffect> {
  const [before, after] = drafts;
  const letIn = groups.filter((group) => !denies(after, group));
  return {
    total,
    ...(cutAt !== undefined && { cutAt }),
    rules: changes.some(({ id }) => isRule(id)) ? await ruleEffect(groups, drafts, judge) : undefined,
    times: timeEffect(letIn, before, after),
  };
}

/** Only calls that one of the two policies refuses and the other does not are met. */
async function ruleEffect(
  groups: readonly CallGroup[],
  [before, after]: Drafts,
  judge: Judge,
): Promise<RuleEffect> {
  const refused = groups.filter(
    (group) => group.passed > 0 && !denies(before, group) && denies(after, group),
  );
  const freed = groups.filter(
    (group) => group.refusedByPolicy > 0 && denies(before, group) && !denies(after, group),
  );
  const verdicts = await Promise.all(
    freed.slice(0, MOST_QUESTIONS).map(({ client, tool }) => judge(client, tool)),
  );
  const freedWith = (wanted: boolean | undefined) =>
    freed.filter((_, at) => verdicts[at] === wanted).map((group) => met(group, group.refusedByPolicy));
  return {
    refused: refused.map((group) => met(group, group.passed)),
    passing: freedWith(true),
    unsure: freedWith(undefined),
  };
}

function denies(draft: PolicyDraft, { client, tool }: CallGroup): boolean {
  return denialBy(draft, client, tool) !== undefined;
}

/** judgeOf asks the router for its other rules, which are the key's scopes, the lock, and whether the server is on. */
export function judgeOf(server: string, draft: PolicyDraft, signal: AbortSignal): Judge {
  return async (client, tool) => {
    try {
      const { tools } = await explain({ server, client, tool }, signal);
      const now = tools.find((one) => one.server === server);
      return now && verdictWith(draft, client, now).allowed;
    } catch (error) {
      signal.throwIfAborted();
      // A client that is gone calls nothing.
      return asProblem(error).status === 404 ? false : undefined;
    }
  };
}

/** touchesCalls tells whether changes are about what past calls tell of: who may call what, and for how long. */
export function touchesCalls(changes: readonly Pick<PolicyChange, 'id'>[]): boolean {
  return changes.some(({ id }) => id !== 'rate_limit_rpm');
}

/** touchesRate tells whether changes are about how often a client may call, of which nothing is counted. */
export function touchesRate(changes: readonly Pick<PolicyChange, 'id'>[]): boolean {
  return changes.some(({ id }) => id === 'rate_limit_rpm');
}

function isRule(id: PolicyChange['id']): boolean {
  return id.startsWith('allow_') || id.startsWith('deny_');
}
