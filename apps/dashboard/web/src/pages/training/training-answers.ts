import type { ListedServer } from '../../api/tool-registry.js';
import type { ServerTool, ToolResult } from '../../api/tool-servers.js';

/** The id under which the router's registry has the server of the training jobs. */
export const TRAINING = 'training';
/** The tool that lists its jobs, without arguments, in words. */
export const LIST_JOBS = 'list-training-jobs';

/** trainingIn is the training server among those of the registry; null: there is none. */
export function trainingIn(servers: readonly ListedServer[]): ListedServer | null {
  return servers.find(({ id }) => id === TRAINING) ?? null;
}

export function listsJobs(tools: readonly Pick<ServerTool, 'name'>[]): boolean {
  return tools.some(({ name }) => name === LIST_JOBS);
}

/** textOf is what a tool answered in words. */
export function textOf({ content = [] }: ToolResult): string {
  return content
    .flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : []))
    .join('\n');
}
