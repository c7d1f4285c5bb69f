import { isJsonObject, type JsonObject } from '@app/kernel';
import { rewriteQuestion, rewriteResult } from '../names/rewrite-uris.js';
import type { ToolPolicy } from '../policy/tool-policy.js';
import type { McpRequest } from '../wire/messages.js';
import { urisOf } from './catalogue.js';
import type { HubCaller } from './hub-types.js';
import { failureOf, invalidParams, methodNotFound } from './mcp-failures.js';
import type { Passage } from './passage.js';
import { offersTasks, tasksMissing, type TaskTicket, type TaskTickets } from './task-tickets.js';
import type { ViewServers } from './view-servers.js';

/** TaskCalls routes tasks/get, tasks/update and tasks/cancel to the server whose task it is (SEP-2663). */
export class TaskCalls {
  constructor(
    private readonly servers: ViewServers,
    private readonly policy: ToolPolicy,
    private readonly tickets: TaskTickets,
    private readonly passage: Passage,
  ) {}

  /** call rejects with -32602 for a task that there is not, or not for this caller any more. */
  async call({ method, params = {} }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    // The core protocol of 2025-11-25 had other methods of the same names.
    if (caller.era === 'legacy') throw methodNotFound(method);
    if (!offersTasks(caller.capabilities)) throw tasksMissing();
    const { taskId } = params;
    const ticket = this.tickets.opened(taskId, caller);
    const server = ticket && this.#server(ticket, caller);
    if (ticket === undefined || server === undefined)
      throw invalidParams('taskId: there is no such task, or it has expired');
    const native = { ...params, taskId: ticket.id };
    const errand = { server, method, params: native, caller, retry: {}, uris: urisOf(caller.view) };
    const result = await this.passage.carry(errand).catch((error: unknown) => {
      throw failureOf(error, server.id);
    });
    return shown(result, taskId, (uri) => errand.uris.exposed(server.id, uri));
  }

  /** Whoever may not use the tool any more has nothing of its tasks either. */
  #server({ server, tool }: TaskTicket, { view, principal }: HubCaller) {
    const { allowed } = this.policy.decide(principal, { server, tool });
    return allowed ? this.servers.find(view, principal, server) : undefined;
  }
}

/** A task as its client knows it: under the client's id, with the URIs of the view. */
function shown(task: JsonObject, taskId: unknown, rewrite: (uri: string) => string): JsonObject {
  const { result, inputRequests } = task;
  return {
    ...task,
    ...(typeof task['taskId'] === 'string' && typeof taskId === 'string' && { taskId }),
    ...(isJsonObject(result) && { result: rewriteResult('tools/call', result, rewrite) }),
    ...(isJsonObject(inputRequests) && { inputRequests: questions(inputRequests, rewrite) }),
  };
}

function questions(requests: JsonObject, rewrite: (uri: string) => string): JsonObject {
  const entries = Object.entries(requests).map(([key, request]) => {
    if (!isJsonObject(request) || !isJsonObject(request['params'])) return [key, request] as const;
    return [key, { ...request, params: rewriteQuestion(request['params'], rewrite) }] as const;
  });
  return Object.fromEntries(entries);
}
