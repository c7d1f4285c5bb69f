import { isJsonObject, type JsonObject } from '@app/kernel';
import type { McpFailure } from '../wire/messages.js';
import type { Errand } from './errand.js';
import type { HubCaller } from './hub-types.js';
import { textOf } from './known-list.js';
import { capabilityMissing, tooLarge } from './mcp-failures.js';
import type { Seal } from './seal.js';
import { viewKey } from './view-servers.js';

/** The extension by which a server may answer a tool call with a task (SEP-2663). */
export const TASKS = 'io.modelcontextprotocol/tasks';
/** An id goes into a header with each request about its task. */
const LONGEST_ID = 2_048;
/** Servers may prolong the life of a task, or give it no end. */
const SHORTEST_LIFE_MS = 30 * 24 * 3_600_000;

/** TaskTicket says which task is meant: of which server, by which of its tools, and under which of its ids. */
export interface TaskTicket {
  readonly server: string;
  readonly tool: string;
  readonly id: string;
}

/**
 * TaskTickets seals the ids of tasks: what a client holds leads back to the server that has the task, and is good for the
 * client that began it alone.
 */
export class TaskTickets {
  constructor(private readonly seal: Seal) {}

  /** issued is the result by which a server began a task, with an id for the client. Throws -32021 for one without tasks. */
  issued({ server, params, caller }: Errand, result: JsonObject): JsonObject {
    if (caller.era === 'legacy' || !offersTasks(caller.capabilities)) throw tasksMissing();
    const { taskId: id, ttlMs } = result;
    if (typeof id !== 'string') return result;
    const bytes = Buffer.byteLength(id);
    if (bytes > LONGEST_ID) throw tooLarge('taskId', server.id, bytes, LONGEST_ID);
    const ticket = { server: server.id, tool: textOf(params, 'name'), id };
    const life = Math.max(SHORTEST_LIFE_MS, typeof ttlMs === 'number' ? ttlMs : 0);
    return { ...result, taskId: this.seal.seal(ticket, bindingOf(caller), life) };
  }

  /** opened is undefined for an id that is not good for this caller, for whichever reason. */
  opened(taskId: unknown, caller: HubCaller): TaskTicket | undefined {
    const ticket = this.seal.open(taskId, bindingOf(caller));
    if (ticket === undefined) return undefined;
    return { server: textOf(ticket, 'server'), tool: textOf(ticket, 'tool'), id: textOf(ticket, 'id') };
  }
}

/** offersTasks reads the capabilities of either side. */
export function offersTasks({ extensions }: JsonObject): boolean {
  return isJsonObject(extensions) && isJsonObject(extensions[TASKS]);
}

/** tasksMissing is -32021, with the extension that the client has to declare. */
export function tasksMissing(): McpFailure {
  return capabilityMissing({ extensions: { [TASKS]: {} } });
}

function bindingOf({ principal, view }: HubCaller): string[] {
  return ['task', principal.id, viewKey(view)];
}
