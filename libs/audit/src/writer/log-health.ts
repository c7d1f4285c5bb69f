import { join } from 'node:path';
import type { AuditFileSystem } from './audit-file-system.js';
import type { AuditLimits } from './audit-limits.js';
import { StepTimeout } from './bounded-steps.js';
import type { ChainFile } from './chain-file.js';
import type { Reserve } from './reserve.js';

/** `full`: outcomes are still taken, from the reserve. `failed`: nothing is. */
export interface LogFault {
  readonly kind: 'full' | 'failed';
  readonly message: string;
  readonly cause?: unknown;
}

const PROBE_FILE = 'audit.probe';
const PROBE_BYTES = 4_096;

/** LogHealth knows whether the log may take appends, and brings a failed one back when the disk lets it. */
export class LogHealth {
  #fault: LogFault | undefined;
  #freeBytes = Infinity;

  constructor(
    private readonly folder: string,
    private readonly files: AuditFileSystem,
    private readonly chain: ChainFile,
    private readonly reserve: Reserve,
    private readonly limits: AuditLimits,
  ) {}

  get fault(): LogFault | undefined {
    return this.#fault;
  }

  get space(): 'ok' | 'low' | 'full' {
    if (this.#fault?.kind === 'full') return 'full';
    return this.#freeBytes < this.limits.lowBytes ? 'low' : 'ok';
  }

  /** failed notes what a step on the disk threw. */
  failed(error: unknown): void {
    const kind = isFull(error) ? 'full' : 'failed';
    this.#fault = { kind, message: messageOf(error), cause: error };
  }

  /** check looks at free space, and at a log that had failed tries a write of its own before it is used again. */
  async check(): Promise<void> {
    if (this.chain.stuck) return;
    try {
      this.#freeBytes = await this.chain.step(() => this.files.freeBytes(this.folder));
      if (this.#freeBytes < this.#neededBytes)
        this.#fault = { kind: 'full', message: 'the disk is almost full' };
      else if (this.#fault !== undefined || !this.reserve.ready) await this.#recover();
    } catch (error) {
      this.failed(error);
    }
  }

  async #recover(): Promise<void> {
    if (this.chain.dirty) await this.chain.cutBack();
    await this.chain.step(() => this.reserve.ensure());
    await this.chain.step(() => this.#probe());
    this.#fault = undefined;
  }

  async #probe(): Promise<void> {
    const path = join(this.folder, PROBE_FILE);
    try {
      await this.files.allocate(path, PROBE_BYTES);
    } finally {
      await this.files.remove(path);
    }
  }

  get #neededBytes(): number {
    return this.limits.refuseBytes + (this.reserve.ready ? 0 : this.limits.reserveBytes);
  }
}

export function isFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function messageOf(error: unknown): string {
  if (isFull(error)) return 'the disk is full';
  if (error instanceof StepTimeout) return error.message;
  return `the disk failed (${(error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown error'})`;
}
