import type { QueryClient } from '@tanstack/react-query';
import { asProblem, Problem, sentence } from '../../../api/problem.js';
import {
  readRegistry,
  writeRegistry,
  type Entry,
  type RegistryDocument,
} from '../../../api/tool-registry.js';
import type { PlanSubject } from '../../../plan/plan-view.js';
import { fullTime } from '../../../time/format.js';
import { zoneChoice } from '../../../time/zone.js';
import { dayBefore, readDay } from './calls-of-day.js';
import { effectLines, NO_RIGHT, RATE_UNTOLD } from './effect-words.js';
import { changesOf, draftOfEntry, entryWith, type PolicyDraft } from './policy-draft.js';
import { effectOf, judgeOf, touchesCalls, touchesRate, type PolicyEffect } from './policy-effect.js';
import { NOTHING, planOf, type View } from '../router-plan.js';

/** What is wanted of a server's policy, and what whoever wants it may read. */
export interface PolicyWish {
  readonly server: string;
  readonly edited: Partial<PolicyDraft>;
  readonly isWider: boolean;
  readonly mayReadAudit: boolean;
}

/** What was found for a plan; the effect is a sentence where it is not known. */
interface Found {
  readonly registry: RegistryDocument;
  readonly effect: PolicyEffect | string | undefined;
}

/**
 * policyPlan saves what was edited of a policy, over what is there by then; what lets somebody do more asks for more. It
 * is bound to the clients and tools that were named, over the same 24 hours: their calls may become more meanwhile.
 */
export function policyPlan(client: QueryClient, wish: PolicyWish): PlanSubject {
  const { server, edited, isWider } = wish;
  const since = dayBefore(Date.now());
  return planOf<Found>(client, {
    verb: 'Save the policy of',
    object: server,
    tier: isWider ? 2 : 1,
    done: `The policy of ${server} holds.`,
    read: (signal) => readAll(wish, since, signal),
    view: ({ registry, effect }) => policyView(draftIn(registry, server), wish, effect),
    facts: ({ registry, effect }) => [
      JSON.stringify(changesOf(draftIn(registry, server), { ...draftIn(registry, server), ...edited })),
      ...namedIn(effect),
    ],
    act: ({ registry: { servers, etag } }, reason, signal) => {
      const entry = entryIn(servers, server);
      const next = entryWith(entry, { ...draftOfEntry(entry), ...edited });
      return writeRegistry({ etag, servers: { ...servers, [server]: next } }, reason, signal);
    },
  });
}

async function readAll(wish: PolicyWish, since: string, signal: AbortSignal): Promise<Found> {
  const registry = await readRegistry(signal);
  const before = draftIn(registry, wish.server);
  return { registry, effect: await readEffect(before, wish, since, signal) };
}

async function readEffect(
  before: PolicyDraft,
  { server, edited, mayReadAudit }: PolicyWish,
  since: string,
  signal: AbortSignal,
): Promise<Found['effect']> {
  const after = { ...before, ...edited };
  const changes = changesOf(before, after);
  if (!touchesCalls(changes)) return undefined;
  if (!mayReadAudit) return NO_RIGHT;
  try {
    const day = await readDay(server, since, signal);
    return await effectOf(day, [before, after], changes, judgeOf(server, after, signal));
  } catch (error) {
    signal.throwIfAborted();
    return `What it would have done to the last 24 h of calls is not known. ${sentence(asProblem(error).message)}`;
  }
}

function namedIn(effect: Found['effect']): string[] {
  if (typeof effect !== 'object') return effect === undefined ? [] : [effect];
  const { cut, cutIfSilent, longer } = effect.times ?? {};
  const all = { ...effect.rules, cut, cutIfSilent, longer };
  return Object.entries(all).flatMap(([which, each = []]) =>
    each.map(({ client, tool }) => JSON.stringify([which, client, tool])),
  );
}

function policyView(
  before: PolicyDraft,
  { edited, isWider }: PolicyWish,
  effect: PolicyEffect | string | undefined,
): View {
  const changes = changesOf(before, { ...before, ...edited });
  const wider = changes.filter((change) => change.isWider);
  if (wider.length > 0 && !isWider) {
    const message = 'the policy has changed meanwhile, and these changes would make it wider; plan them anew';
    throw new Problem(409, 'registry_conflict', message);
  }
  const affected = [
    ...wider.map(({ what }) => `Wider than before: ${what.toLowerCase()}.`),
    ...wordsOf(effect),
    ...(touchesRate(changes) ? [RATE_UNTOLD] : []),
    'It holds for the next call of every client. Calls that run go on.',
  ];
  return { ...NOTHING, changes, affected };
}

function wordsOf(effect: Found['effect']): readonly string[] {
  if (effect === undefined) return [];
  return typeof effect === 'string' ? [effect] : effectLines(effect, shown);
}

function shown(at: string): string {
  return fullTime(Date.parse(at), zoneChoice.get());
}

function draftIn({ servers }: RegistryDocument, server: string): PolicyDraft {
  return draftOfEntry(entryIn(servers, server));
}

function entryIn(servers: Readonly<Record<string, Entry>>, server: string): Entry {
  const entry = servers[server];
  if (entry !== undefined) return entry;
  throw new Problem(404, 'mcp_server_not_found', `the registry has no ${server} any more`);
}
