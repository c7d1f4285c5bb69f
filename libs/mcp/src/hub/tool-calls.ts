import { DomainError, isJsonObject, type JsonObject } from '@app/kernel';
import type { McpRequest } from '../wire/messages.js';
import { urisOf, type Catalogue, type Found } from './catalogue.js';
import { withoutRetry, type ErrandEnd } from './errand.js';
import type { HubParts } from './hub-parts.js';
import type { HubCaller, ToolCallRecord } from './hub-types.js';
import { failureOf, invalidParams, unknownTool } from './mcp-failures.js';
import type { Passage } from './passage.js';

type Outcome = Pick<ToolCallRecord, 'result' | 'rule' | 'code' | 'resultBytes'>;

/** ToolCalls makes tools/call of what a client wants, if it may, and leaves a record of it. */
export class ToolCalls {
  constructor(
    private readonly parts: Pick<HubParts, 'clock' | 'record'>,
    private readonly catalogue: Catalogue,
    private readonly passage: Passage,
  ) {}

  /** call rejects with the same failure for a tool that is denied and one that is not there. */
  async call({ method, params = {} }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    const { name } = params;
    if (typeof name !== 'string') throw invalidParams('name must be a string');
    const found = await this.catalogue.find('tools', name, caller);
    if (found === undefined) throw unknownTool(name);
    const keep = this.#recorder(found, params, caller);
    if (!found.decision.allowed) {
      keep({ result: 'denied', rule: found.decision.rule, resultBytes: 0 });
      throw unknownTool(name);
    }
    if (found.quarantined) throw this.#quarantined(found, keep);
    const native = withoutRetry({ ...params, name: found.native });
    const ended = (end: ErrandEnd): void => keep(outcomeOf(end, found));
    return this.passage.carry({
      ...native,
      method,
      server: found.server,
      caller,
      uris: urisOf(caller.view),
      ended,
    });
  }

  #quarantined({ server, native }: Found, keep: (outcome: Outcome) => void): Error {
    const code = 'mcp_tool_quarantined';
    keep({ result: 'denied', rule: 'definition_lock', code, resultBytes: 0 });
    const message = `tool ${native} of ${server.id} has changed, and waits for an operator to accept it`;
    return failureOf(new DomainError(code, message, { upstream: server.id }));
  }

  #recorder(found: Found, params: JsonObject, caller: HubCaller): (outcome: Outcome) => void {
    const { server, native } = found;
    const { clock, record } = this.parts;
    const start = clock.monotonic();
    const given = params['arguments'];
    const args = isJsonObject(given) ? given : {};
    const call = {
      principal: caller.principal.id,
      server: server.id,
      tool: native,
      requestBytes: Buffer.byteLength(JSON.stringify(args)),
      requestId: caller.requestId,
      door: caller.door,
    };
    const schema = this.catalogue.schemaOf(found, caller);
    return (outcome) => record({ ...call, ...outcome, ms: clock.monotonic() - start }, args, schema);
  }
}

function outcomeOf({ result, error, resultBytes }: ErrandEnd, { decision: { rule } }: Found): Outcome {
  if (result !== undefined) {
    return { result: result['isError'] === true ? 'tool_error' : 'ok', rule, resultBytes };
  }
  const code = error instanceof DomainError ? error.code : undefined;
  if (code === 'mcp_rate_limited') return { result: 'denied', rule: 'rate_limit', code, resultBytes };
  return { result: code === 'mcp_cancelled' ? 'cancelled' : 'error', rule, code, resultBytes };
}
