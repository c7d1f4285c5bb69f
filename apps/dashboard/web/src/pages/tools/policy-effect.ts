import { asProblem } from '../../api/problem.js';
import { explain } from '../../api/tool-registry.js';
import type { CallGroup, DayOfCalls } from './calls-of-day.js';
import type { PolicyChange, PolicyDraft } from './policy-draft.js';
import { denialBy, verdictWith } from './policy-verdict.js';

/** Met are calls of one client to one tool that a change of the policy meets. */
export interface Met {
  readonly client: string;
  readonly tool: string;
  readonly calls: number;
}

/** PolicyEffect is what a draft would have made of the calls of a day. */
export interface PolicyEffect extends Pick<DayOfCalls, 'total' | 'cutAt'> {
  /** They passed, and would have been refused. */
  readonly refused: readonly Met[];
  /** They were refused, and would have passed. */
  readonly passing: readonly Met[];
  /** They were refused; the draft would not, and whether another rule does is not known. */
  readonly unsure: readonly Met[];
}

/** Whether a client may call a tool under the draft, by all rules of now; undefined: it could not be asked. */
export type Judge = (client: string, tool: string) => Promise<boolean | undefined>;

/** So many questions are asked of the router for one draft. */
const MOST_QUESTIONS = 20;

/** effectOf compares two policies over a day: only calls that one of the two refuses and the other does not are met. */
export async function effectOf(
  { groups, total, cutAt }: DayOfCalls,
  [before, after]: readonly [PolicyDraft, PolicyDraft],
  judge: Judge,
): Promise<PolicyEffect> {
  const denied = (draft: PolicyDraft, { client, tool }: CallGroup) =>
    denialBy(draft, client, tool) !== undefined;
  const refused = groups.filter(
    (group) => group.passed > 0 && !denied(before, group) && denied(after, group),
  );
  const freed = groups.filter(
    (group) => group.refusedByPolicy > 0 && denied(before, group) && !denied(after, group),
  );
  const verdicts = await Promise.all(
    freed.slice(0, MOST_QUESTIONS).map(({ client, tool }) => judge(client, tool)),
  );
  const freedWith = (wanted: boolean | undefined) =>
    freed.filter((_, at) => verdicts[at] === wanted).map((group) => met(group, group.refusedByPolicy));
  return {
    total,
    ...(cutAt !== undefined && { cutAt }),
    refused: refused.map((group) => met(group, group.passed)),
    passing: freedWith(true),
    unsure: freedWith(undefined),
  };
}

function met({ client, tool }: CallGroup, calls: number): Met {
  return { client, tool, calls };
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

/** touchesRules tells whether changes are about who may call what. */
export function touchesRules(changes: readonly Pick<PolicyChange, 'id'>[]): boolean {
  return changes.some(({ id }) => isRule(id));
}

/** touchesLimits tells whether changes are about rates and times, of which past calls do not tell. */
export function touchesLimits(changes: readonly Pick<PolicyChange, 'id'>[]): boolean {
  return changes.some(({ id }) => !isRule(id));
}

function isRule(id: PolicyChange['id']): boolean {
  return id.startsWith('allow_') || id.startsWith('deny_');
}
