import { withCallerClaims } from '@app/audit';
import { systemClock, type Clock, type JsonObject } from '@app/kernel';
import type { ToolCallRecord } from '@app/mcp';
import { callEntry } from './call-entry.js';
import type { CallMetrics } from './call-metrics.js';
import type { CallShipping } from './call-shipping.js';
import { maskedArguments } from './masked-arguments.js';
import type { RecentCalls } from './recent-calls.js';

export interface ToolCallLogParts {
  readonly metrics: CallMetrics;
  readonly recent: RecentCalls;
  /** Undefined without Redis: calls are counted, and recorded nowhere. */
  readonly shipping: CallShipping | undefined;
  /** MCP_AUDIT_ARGUMENTS: arguments are recorded too, masked and cut. */
  readonly withArguments: boolean;
  readonly clock?: Clock;
}

/** ToolCallLog takes note of each tool call: in the figures and for the audit. */
export class ToolCallLog {
  constructor(private readonly parts: ToolCallLogParts) {}

  /** note never throws for what a call holds, and never waits. */
  note(call: ToolCallRecord, args?: JsonObject, schema?: JsonObject): void {
    const { metrics, recent, shipping, withArguments, clock = systemClock } = this.parts;
    metrics.count(call);
    recent.note(call);
    const kept = withArguments && args !== undefined ? maskedArguments(args, schema) : undefined;
    // It is shipped later, with others: by then nothing is known of the request.
    shipping?.put(withCallerClaims(callEntry(call, clock.now(), kept)));
  }
}
