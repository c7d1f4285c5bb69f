import { DomainError, uuidv7 } from '@app/kernel';
import { quarantinedTool, type AuditDoor, type Editor, type LockedTool, type ToolLocks } from '@app/mcp';
import type { AcceptAnswer, AcceptBody, QuarantineAnswer, QuarantinedToolDto } from './quarantine.dto.js';

export interface QuarantineParts {
  readonly locks: Pick<ToolLocks, 'accept' | 'acceptable' | 'waiting'>;
  /** Takes an entry, or throws `audit_unavailable`: nothing is accepted then. */
  readonly audit: AuditDoor;
  /** Hears of an acceptance whose outcome the audit did not take; its intent is there. */
  readonly report: (error: unknown) => void;
  /** Told once a tool is approved: lists that clients have seen are other ones now. */
  readonly accepted: (server: string) => void;
}

const SHOWN = 50;

/** QuarantineDesk shows operators the tools that wait for them, and accepts what they have looked at. */
export class QuarantineDesk {
  constructor(private readonly parts: QuarantineParts) {}

  list(limit = SHOWN): QuarantineAnswer {
    const waiting = this.parts.locks.waiting();
    return { total: waiting.length, tools: waiting.slice(0, limit).flatMap(shown) };
  }

  /** accept throws what ToolLocks.accept does, and `audit_unavailable`. */
  async accept({ server, tool, hash }: AcceptBody, { actor, requestId }: Editor): Promise<AcceptAnswer> {
    const { locks, audit } = this.parts;
    const { approved } = locks.acceptable(server, tool, hash);
    const event = {
      action: 'mcp_update',
      resource: `mcp/${server}`,
      actor,
      correlation_id: requestId,
    } as const;
    const about = {
      change: uuidv7(),
      tool: tool.toWellFormed(),
      definition: hash,
      before: approved?.hash ?? null,
    };
    await audit({ ...event, result: 'intent', metadata: about });
    try {
      await locks.accept(server, tool, hash);
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'internal_error';
      await this.conclude({ ...event, result: 'error', metadata: { ...about, code } });
      throw error;
    }
    await this.conclude({ ...event, result: 'ok', metadata: about });
    this.parts.accepted(server);
    return { server, tool, approved_hash: hash };
  }

  /** What was done stays done when the audit goes away in between. */
  private async conclude(entry: Parameters<AuditDoor>[0]): Promise<void> {
    try {
      await this.parts.audit(entry);
    } catch (error) {
      this.parts.report(error);
    }
  }
}

function shown(locked: LockedTool): QuarantinedToolDto[] {
  const tool = quarantinedTool(locked);
  if (tool === undefined) return [];
  const { approvedHash = null, diff = { changes: [], complete: false }, ...rest } = tool;
  return [{ ...rest, approved_hash: approvedHash, ...diff }];
}
