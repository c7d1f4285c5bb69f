import type { AuditEntry } from '@app/audit';
import { uuidv7, type JsonValue } from '@app/kernel';
import type { ToolCallRecord } from '@app/mcp';

const LONGEST_RESOURCE = 512;
const LONGEST_ACTOR = 256;
const LONGEST_WORD = 128;
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** What the audit knows beside `ok`: it has no word of its own for these. */
const RESULTS = {
  ok: 'ok',
  tool_error: 'error',
  error: 'error',
  cancelled: 'error',
  denied: 'denied',
} as const;
const CODES: Partial<Record<ToolCallRecord['result'], string>> = {
  tool_error: 'tool_error',
  cancelled: 'mcp_cancelled',
};

/**
 * callEntry is the audit's event of a tool call that ended at `endedAt`, with arguments as they may be kept. Names come from servers and clients, so they are
 * cut to what an event may hold. `call_id` tells two events of one call from two calls: shipping may repeat.
 */
export function callEntry(call: ToolCallRecord, endedAt: number, args: JsonValue | undefined): AuditEntry {
  const { server, tool, principal, requestId, result } = call;
  return {
    action: 'tool_call',
    resource: bounded(`${server}/${tool}`, LONGEST_RESOURCE),
    actor: bounded(principal, LONGEST_ACTOR) || 'unknown',
    result: RESULTS[result],
    ...(REQUEST_ID.test(requestId) && { correlation_id: requestId }),
    metadata: {
      call_id: uuidv7(),
      door: call.door,
      ended_at: new Date(endedAt).toISOString(),
      duration_ms: Math.round(call.ms),
      request_bytes: call.requestBytes,
      result_bytes: call.resultBytes,
      rule: bounded(call.rule, LONGEST_WORD),
      code: bounded(call.code ?? CODES[result] ?? '', LONGEST_WORD) || undefined,
      arguments: args,
    },
  };
}

function bounded(text: string, longest: number): string {
  return text.slice(0, longest).toWellFormed();
}
