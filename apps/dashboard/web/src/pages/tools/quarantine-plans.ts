import type { QueryClient } from '@tanstack/react-query';
import { Problem } from '../../api/problem.js';
import { acceptTool, blockTool, readQuarantine, type QuarantinedTool } from '../../api/tool-registry.js';
import type { PlanSubject } from '../../plan/plan-view.js';
import { NOTHING, planOf, type View } from './router-plan.js';
import { shortHash } from './short-hash.js';
import { readReach, type ToolReach } from './tool-reach.js';

/** approvePlan approves the definition that was looked at, and no other. */
export function approvePlan(client: QueryClient, tool: QuarantinedTool, mayReadAudit: boolean): PlanSubject {
  return quarantinePlan(client, tool, {
    mayReadAudit,
    verb: 'Approve this version of',
    done: `${tool.server}/${tool.tool} is approved and in use.`,
    after: `approved: ${shortHash(tool.hash)}`,
    affected: ['Clients that the policy lets in see this definition, and may call the tool again.'],
    act: acceptTool,
  });
}

/** blockPlan says no to a definition. */
export function blockPlan(client: QueryClient, tool: QuarantinedTool, mayReadAudit: boolean): PlanSubject {
  return quarantinePlan(client, tool, {
    mayReadAudit,
    verb: 'Block this version of',
    done: `${tool.server}/${tool.tool} is blocked.`,
    after: `blocked: ${shortHash(tool.hash)}`,
    affected: [
      'Nobody can call the tool while its server offers this version.',
      'Another version waits for a decision again; the approved one is in use at once.',
    ],
    act: blockTool,
  });
}

interface Decision {
  readonly mayReadAudit: boolean;
  readonly verb: string;
  readonly done: string;
  readonly after: string;
  readonly affected: readonly string[];
  readonly act: (
    body: { server: string; tool: string; hash: string },
    reason: string,
    signal: AbortSignal,
  ) => Promise<unknown>;
}

/** It is bound to the definition and to whom it is for; how often they call is told, and changes all the time. */
function quarantinePlan(client: QueryClient, wanted: QuarantinedTool, decision: Decision): PlanSubject {
  const { server, tool, hash } = wanted;
  const { verb, done, act, mayReadAudit } = decision;
  return planOf(client, {
    verb,
    object: `${server}/${tool}`,
    tier: 1,
    done,
    read: async (signal) => {
      const [{ tools, blocked }, reach] = await Promise.all([
        readQuarantine(signal),
        readReach({ server, tool }, mayReadAudit, signal),
      ]);
      return {
        reach,
        found: [...tools, ...blocked].find((one) => one.server === server && one.tool === tool),
      };
    },
    view: ({ found, reach }) => decisionView(wanted, decision, found, reach),
    facts: ({ found, reach }) => [JSON.stringify([found?.hash, found?.approved_hash]), reach.letIn],
    act: (_found, reason, signal) => act({ server, tool, hash }, reason, signal),
  });
}

function decisionView(
  { server, tool, hash }: QuarantinedTool,
  { after, affected }: Decision,
  found: QuarantinedTool | undefined,
  reach: ToolReach,
): View {
  if (found?.hash !== hash) {
    throw new Problem(409, 'registry_conflict', 'the server offers another version by now; look at that one');
  }
  const before =
    found.approved_hash === null
      ? 'in quarantine, never approved'
      : `in quarantine; approved: ${shortHash(found.approved_hash)}`;
  return {
    ...NOTHING,
    changes: [{ id: tool, what: `${server}/${tool}`, before, after }],
    affected: [reach.letIn, reach.callers, ...affected],
  };
}
