import type { CallToolResult } from '@modelcontextprotocol/client';
import { isJsonObject } from '@app/kernel';
import type { CallsAtOnce } from '../calls-at-once.js';
import { BridgeError } from './bridge-errors.js';
import type { ToolCaller } from './tool-caller.js';
import { dataOf } from './tool-data.js';

interface WantedCall {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** How the SDK begins what it says of arguments that do not fit. */
const BAD_ARGUMENTS = 'Input validation error:';
/** How our tools begin what they say of a failure. */
const CODE = /^([a-z][a-z0-9_]{0,63}): /;

/** Bridge runs one tool for one plain request, within a limit of time. */
export class Bridge {
  constructor(
    private readonly caller: Pick<ToolCaller, 'call' | 'tools'>,
    private readonly timeoutSeconds: number,
    private readonly calls: CallsAtOnce,
  ) {}

  list() {
    const tools = this.caller.tools.map(
      ({ name, title, description, inputSchema, outputSchema, annotations }) => {
        return { name, title, description, inputSchema, outputSchema, annotations };
      },
    );
    return { count: tools.length, tools };
  }

  /** run takes `{name, arguments?}`, or `tool` in place of `name`. Throws a BridgeError for whatever goes wrong. */
  async run(body: unknown, left: AbortSignal) {
    const { name, args } = this.wanted(body);
    const result = await this.calls.run(() => this.inTime(name, args, left));
    if (result.isError === true) throw failure(name, result);
    return { tool: name, data: dataOf(result), result: result.content };
  }

  private wanted(body: unknown): WantedCall {
    if (body === undefined) throw new BridgeError('invalid_json', 'the body is empty');
    if (!isJsonObject(body)) throw invalid('the body must be a JSON object');
    const { name: given = body['tool'] } = body;
    const args = body['arguments'] ?? {};
    const name = typeof given === 'string' ? given.trim() : '';
    if (name === '') throw invalid('name must be the name of a tool');
    if (!isJsonObject(args)) throw invalid('arguments must be a JSON object');
    const names = this.caller.tools.map((tool) => tool.name);
    if (names.includes(name)) return { name, args };
    throw new BridgeError('tool_not_found', 'there is no tool of that name', { available_tools: names });
  }

  private async inTime(
    name: string,
    args: Record<string, unknown>,
    left: AbortSignal,
  ): Promise<CallToolResult> {
    const late = AbortSignal.timeout(this.timeoutSeconds * 1_000);
    try {
      return await this.caller.call(name, args, AbortSignal.any([left, late]));
    } catch (error) {
      left.throwIfAborted();
      if (!late.aborted) throw error;
      const message = `${name} took more than ${this.timeoutSeconds} s and was cancelled`;
      throw new BridgeError('tool_timeout', message, { tool_timeout_seconds: this.timeoutSeconds });
    }
  }
}

/** What a failed tool knows all the same is among the details. */
function failure(tool: string, result: CallToolResult): BridgeError {
  const [first] = result.content;
  const text = first?.type === 'text' ? first.text : `${tool} failed`;
  if (text.startsWith(BAD_ARGUMENTS)) return new BridgeError('invalid_request', text, { tool });
  const code = CODE.exec(text)?.[1];
  const { structuredContent: data } = result;
  return new BridgeError('tool_failed', text, {
    tool,
    ...(code !== undefined && { code }),
    ...(data !== undefined && { data }),
  });
}

function invalid(message: string): BridgeError {
  return new BridgeError('invalid_request', message);
}
