import { DomainError, uuidv7 } from '@app/kernel';
import { quarantinedTool, type AuditDoor, type Editor, type LockedTool, type ToolLocks } from '@app/mcp';
import type {
  AcceptAnswer,
  AcceptBody,
  BlockAnswer,
  BlockBody,
  QuarantineAnswer,
  QuarantinedToolDto,
} from './quarantine.dto.js';

export interface QuarantineParts {
  readonly locks: Pick<ToolLocks, 'accept' | 'acceptable' | 'block' | 'blockable' | 'blocked' | 'waiting'>;
  /** Takes an entry, or throws `audit_unavailable`: nothing is accepted then. */
  readonly audit: AuditDoor;
  /** Hears of an acceptance whose outcome the audit did not take; its intent is there. */
  readonly report: (error: unknown) => void;
  /** Told once a tool is approved: lists that clients have seen are other ones now. */
  readonly accepted: (server: string) => void;
}

interface Decided {
  readonly decision: 'accept' | 'block';
  /** The tool as it was. */
  readonly known: LockedTool;
  readonly make: () => Promise<unknown>;
}

const SHOWN = 50;

/** QuarantineDesk shows operators the tools that wait for them, and does as they decide. */
export class QuarantineDesk {
  constructor(private readonly parts: QuarantineParts) {}

  list(limit = SHOWN): QuarantineAnswer {
    const waiting = this.parts.locks.waiting();
    const blocked = this.parts.locks.blocked();
    return {
      total: waiting.length,
      tools: waiting.slice(0, limit).flatMap(shown),
      blocked: blocked.slice(0, limit).flatMap(shown),
    };
  }

  /** accept throws what ToolLocks.accept does, and `audit_unavailable`. */
  async accept(body: AcceptBody, editor: Editor): Promise<AcceptAnswer> {
    const { server, tool, hash } = body;
    const { locks } = this.parts;
    await this.decide(body, editor, {
      decision: 'accept',
      known: locks.acceptable(server, tool, hash),
      make: () => locks.accept(server, tool, hash),
    });
    this.parts.accepted(server);
    return { server, tool, approved_hash: hash };
  }

  /** block throws what ToolLocks.block does, and `audit_unavailable`. */
  async block(body: BlockBody, editor: Editor): Promise<BlockAnswer> {
    const { server, tool, hash } = body;
    const { locks } = this.parts;
    await this.decide(body, editor, {
      decision: 'block',
      known: locks.blockable(server, tool, hash),
      make: () => locks.block(server, tool, hash),
    });
    return { server, tool, blocked_hash: hash };
  }

  private async decide(
    { server, tool, hash }: BlockBody,
    { actor, requestId, reason }: Editor,
    { decision, known, make }: Decided,
  ): Promise<void> {
    const event = {
      action: 'mcp_update',
      resource: `mcp/${server}`,
      actor,
      correlation_id: requestId,
    } as const;
    const about = {
      change: uuidv7(),
      decision,
      tool: tool.toWellFormed(),
      definition: hash,
      before: known.approved?.hash ?? null,
      ...(reason !== undefined && { reason }),
    };
    await this.parts.audit({ ...event, result: 'intent', metadata: about });
    try {
      await make();
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'internal_error';
      await this.conclude({ ...event, result: 'error', metadata: { ...about, code } });
      throw error;
    }
    await this.conclude({ ...event, result: 'ok', metadata: about });
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
