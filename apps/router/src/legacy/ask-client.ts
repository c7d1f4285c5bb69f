import type { JsonObject, JsonValue } from '@app/kernel';
import { McpFailure, type McpRequest } from '@app/mcp';
import { ProtocolError, type ServerContext } from '@modelcontextprotocol/server';

/** People answer some of these; the call that asks has limits of its own and ends the question with it. */
const ANSWER_MS = 24 * 60 * 60 * 1_000;
const INTERNAL_ERROR = -32_603;

/** A result is the client's own business: nothing in it is checked or changed. */
const ANY_RESULT = {
  '~standard': {
    version: 1,
    vendor: 'switchyard',
    validate: (value: unknown) => ({ value }),
  },
} as const;

/**
 * askClient sends a request to a legacy client on the stream of the call behind it, and resolves with the result.
 * Rejects with an McpFailure: the client's own error, or that it did not answer.
 */
export async function askClient(
  { mcpReq }: ServerContext,
  { method, params }: McpRequest,
): Promise<JsonObject> {
  try {
    const limits = { signal: mcpReq.signal, timeout: ANSWER_MS };
    const question = { method, params: { ...params } };
    return (await mcpReq.send(question, ANY_RESULT, limits)) as JsonObject;
  } catch (error) {
    if (error instanceof ProtocolError) {
      throw new McpFailure(error.code, error.message, error.data as JsonValue | undefined);
    }
    throw new McpFailure(INTERNAL_ERROR, `the client did not answer ${method}`);
  }
}
