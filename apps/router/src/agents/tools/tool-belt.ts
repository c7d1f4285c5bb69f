import { isJsonObject, type JsonObject } from '@app/kernel';
import { McpFailure, type HubCaller, type McpHub } from '@app/mcp';
import type { ToolWish } from '../model/model.js';
import { toolText } from './tool-text.js';
import { untilAborted } from './until-aborted.js';
import { wishedArguments } from './wished-arguments.js';

/** As many as OpenAI's API takes. */
const MOST_TOOLS = 128;
const LONGEST_DESCRIPTION = 8_192;

/** ToolReply is what a call came to, in words for the model; `code` says which kind of failure it was. */
export interface ToolReply {
  readonly ok: boolean;
  readonly text: string;
  readonly code?: string;
}

/** ToolBelt is what a run may use: the tools of the hub that its caller sees there. */
export class ToolBelt {
  private constructor(
    private readonly hub: McpHub,
    private readonly caller: HubCaller,
    /** In the form of a chat completion's `tools`. */
    readonly offered: readonly JsonObject[],
    /** How many more there are than can be offered. */
    readonly leftOut: number,
  ) {}

  /** open lists the tools; servers that do not answer are left out, as the hub has it. Rejects with McpFailure. */
  static async open(hub: McpHub, caller: HubCaller): Promise<ToolBelt> {
    if (caller.principal.tools.length === 0) return new ToolBelt(hub, caller, [], 0);
    const tools: JsonObject[] = [];
    let cursor: JsonObject[string];
    do {
      const params = cursor === undefined ? {} : { cursor };
      const listing = hub.handle({ method: 'tools/list', params }, caller);
      const page = await untilAborted(listing, caller.signal);
      if (Array.isArray(page['tools'])) tools.push(...page['tools'].filter(isJsonObject));
      cursor = page['nextCursor'];
    } while (cursor !== undefined);
    const offered = tools.slice(0, MOST_TOOLS).map(asFunction);
    return new ToolBelt(hub, caller, offered, tools.length - offered.length);
  }

  /**
   * call resolves also when the tool fails, is denied or was never there: the model is told, and may do better. It
   * rejects with the signal's reason once the run is over.
   */
  async call({ name, arguments: written }: ToolWish): Promise<ToolReply> {
    const wished = wishedArguments(written);
    if ('wrong' in wished) {
      const text = `Error: ${wished.wrong}. Call ${name} again with one JSON object.`;
      return { ok: false, text, code: 'invalid_arguments' };
    }
    const { signal } = this.caller;
    signal.throwIfAborted();
    try {
      const params = { name, arguments: wished.given };
      const call = this.hub.handle({ method: 'tools/call', params }, this.caller);
      return replyOf(await untilAborted(call, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof McpFailure) return refusal(error);
      throw error;
    }
  }
}

function asFunction({ name, description, inputSchema }: JsonObject): JsonObject {
  const about =
    typeof description === 'string' ? { description: description.slice(0, LONGEST_DESCRIPTION) } : {};
  return { type: 'function', function: { name, ...about, parameters: inputSchema ?? { type: 'object' } } };
}

function replyOf(result: JsonObject): ToolReply {
  const text = toolText(result);
  if (result['isError'] !== true) return { ok: true, text };
  return { ok: false, text: `Error: ${text}`, code: 'tool_error' };
}

function refusal({ code, message, data }: McpFailure): ToolReply {
  const named = isJsonObject(data) && typeof data['code'] === 'string' ? data['code'] : String(code);
  return { ok: false, text: `Error: ${message}`, code: named };
}
