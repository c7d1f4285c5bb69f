import type { CallGroup } from './calls-of-day.js';

/** Met are calls of one client to one tool that a change of the policy meets. */
export interface Met {
  readonly client: string;
  readonly tool: string;
  readonly calls: number;
}

export function met({ client, tool }: CallGroup, calls: number): Met {
  return { client, tool, calls };
}
