import { DomainError, type JsonObject } from '@app/kernel';
import type { ModelAudit, ModelChange } from '../changes/model-audit.js';
import type { Managed, ManagedModels } from '../managed-models.js';
import type { Pull } from './pull.js';
import type { PullBook } from './pull-book.js';

const MOST_AT_ONCE = 2;

/** PullRuns runs the pulls that wait, two at once. */
export class PullRuns {
  constructor(
    private readonly book: PullBook,
    private readonly models: Pick<ManagedModels, 'managed' | 'digestOf' | 'changed'>,
    private readonly audit: Pick<ModelAudit, 'end'>,
  ) {}

  /** proceed starts what may start now. */
  proceed(): void {
    while (this.book.running.size < MOST_AT_ONCE) {
      const pull = this.book.next();
      if (!pull) return;
      void this.run(pull);
    }
  }

  /** conclude ends a pull, and tells the audit how. */
  async conclude(pull: Pull, failure: DomainError | undefined): Promise<void> {
    pull.end(failure);
    this.book.keep(pull);
    await this.audit.end(changeOf(pull), failure ? 'error' : 'ok', aboutEnd(pull, failure));
  }

  private async run(pull: Pull): Promise<void> {
    pull.begin();
    const failure = await this.failureOf(pull);
    await this.conclude(pull, failure);
    this.proceed();
    if (!failure) await this.models.changed();
  }

  private async failureOf(pull: Pull): Promise<DomainError | undefined> {
    try {
      await this.fetch(pull);
      return undefined;
    } catch (error) {
      const reason: unknown = pull.signal.aborted ? pull.signal.reason : error;
      return reason instanceof DomainError ? reason : unforeseen(reason);
    }
  }

  private async fetch(pull: Pull): Promise<void> {
    const managed = this.models.managed(pull.order.provider);
    try {
      pull.digests.before = await this.models.digestOf(managed, pull.order.model);
      pull.signal.throwIfAborted();
      await this.receive(pull, managed);
      pull.digests.after = await this.digestAfter(pull, managed);
    } finally {
      managed.lease.release();
    }
  }

  /** The model is there, whether or not its provider can still say which it is. */
  private async digestAfter(pull: Pull, managed: Managed): Promise<string | undefined> {
    try {
      return await this.models.digestOf(managed, pull.order.model);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  private async receive(pull: Pull, { library }: Managed): Promise<void> {
    for await (const progress of library.pull(pull.order.model, pull.signal)) pull.progress(progress);
  }
}

export function changeOf({ model, order: { actor, requestId } }: Pull): ModelChange {
  return { action: 'model_pull', model, actor, requestId };
}

function aboutEnd(pull: Pull, failure: DomainError | undefined): JsonObject {
  const { digest_before, digest_after, tag_moved, total_bytes } = pull.view;
  const about = { pull: pull.id, digest_before, digest_after, tag_moved, total_bytes };
  if (!failure) return about;
  const { cancelledBy } = pull;
  return { ...about, code: failure.code, ...(cancelledBy !== undefined && { cancelled_by: cancelledBy }) };
}

function unforeseen(cause: unknown): DomainError {
  return new DomainError('internal_error', 'the pull broke off unexpectedly', { cause });
}
