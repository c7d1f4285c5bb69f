import type { PlanSubject } from '../../plan/plan-view.js';
import type { ToolCall } from './chat-answer.js';
import type { OfferedTool } from './offered-tools.js';

/** callsPlan is the plan of calling tools that say of themselves that they destroy. */
export function callsPlan(
  tools: readonly OfferedTool[],
  calls: readonly ToolCall[],
  make: () => void,
): PlanSubject {
  const [first] = tools;
  return {
    verb: 'Call',
    object: tools.map(({ tool }) => tool.name).join(', '),
    ...(first && { node: first.server }),
    tier: 1,
    plan: async () => ({
      hash: calls.map(({ id }) => id).join(' '),
      changes: calls.map(({ id, name, arguments: given }) => ({
        id,
        what: name,
        before: 'Not called',
        after: given.trim() === '' ? 'Called without arguments' : `Called with ${given}`,
      })),
      stops: [],
      affected: ['The policy of the tools is checked once more when the call is made.'],
      needs: [],
      cannotBeUndone: tools.map(
        ({ server, tool }) => `${server} says that ${tool.name} may destroy something.`,
      ),
    }),
    confirm: async () => {
      make();
      return {};
    },
  };
}
