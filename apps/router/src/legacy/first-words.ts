import type { McpFailure } from '@app/mcp';
import type { RequestId } from './request-ids.js';

/** A limit is decided sooner than this. A call that is silent for so long gets its stream. */
const SILENCE_MS = 150;

/** FirstWords tell how calls begin: with a failure, or with anything else. */
export class FirstWords {
  private readonly awaited = new Map<RequestId, (failure: McpFailure | undefined) => void>();

  /** of resolves with the failure that a call begins with; undefined when it says something else, or nothing for a while. */
  of(id: RequestId): Promise<McpFailure | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.said(id, undefined), SILENCE_MS);
      this.awaited.set(id, (failure) => {
        clearTimeout(timer);
        resolve(failure);
      });
    });
  }

  said(id: RequestId, failure: McpFailure | undefined): void {
    const tell = this.awaited.get(id);
    this.awaited.delete(id);
    tell?.(failure);
  }
}
