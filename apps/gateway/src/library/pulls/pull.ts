import { DomainError, uuidv7, type Clock } from '@app/kernel';
import type { PullProgress } from '@app/providers';
import { isoOf } from '../library-view.js';
import type { ModelPullAnswer, PullState } from './pull.answer.js';
import { PullEvents } from './pull-events.js';
import { PullLayers } from './pull-layers.js';

export interface PullOrder {
  readonly provider: string;
  /** The provider's own name for the model, whole. */
  readonly model: string;
  readonly actor: string;
  readonly requestId: string;
}

/** Providers report many times a second; nobody reads that fast. */
const EVERY_MS = 250;

/** Pull is one model on its way, and what is known of it. */
export class Pull {
  readonly id = uuidv7();
  readonly events = new PullEvents();
  /** `undefined` in both: the model is not there. */
  digests: { before?: string; after?: string } = {};
  /** Its place among those that wait, from 1. */
  position: number | undefined;
  /** Id of who cancelled it. */
  cancelledBy: string | undefined;
  private state: PullState = 'queued';
  private status = '';
  private failure: DomainError | undefined;
  private readonly layers: PullLayers;
  private readonly times: { created: number; started?: number; ended?: number };
  private readonly leaving = new AbortController();
  private readonly over = Promise.withResolvers<void>();
  private later: NodeJS.Timeout | undefined;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly order: PullOrder,
    private readonly clock: Clock,
  ) {
    this.layers = new PullLayers(clock);
    this.times = { created: clock.now() };
  }

  /** `provider/model`. */
  get model(): string {
    return `${this.order.provider}/${this.order.model}`;
  }

  get isOver(): boolean {
    return this.times.ended !== undefined;
  }

  /** Resolves when it has ended, however it did. */
  get ended(): Promise<void> {
    return this.over.promise;
  }

  /** Aborts when the pull is to end before the model is there. */
  get signal(): AbortSignal {
    return this.leaving.signal;
  }

  get view(): ModelPullAnswer {
    const { before, after } = this.digests;
    const { state } = this;
    return {
      id: this.id,
      model: this.model,
      provider: this.order.provider,
      state,
      position: state === 'queued' ? (this.position ?? null) : null,
      status: this.status,
      ...this.layers.view,
      ...this.speed(),
      digest_before: before ?? null,
      digest_after: after ?? null,
      tag_moved: before !== undefined && after !== undefined && before !== after,
      actor: this.order.actor,
      request_id: this.order.requestId,
      created_at: new Date(this.times.created).toISOString(),
      started_at: isoOf(this.times.started),
      ended_at: isoOf(this.times.ended),
      error: this.failure ? { code: this.failure.code, message: this.failure.message } : null,
    };
  }

  /** wait notes its place among those that wait. */
  wait(position: number): void {
    if (this.position === position) return;
    this.position = position;
    this.events.tell('queued', this.view);
  }

  begin(): void {
    this.state = 'running';
    this.times.started = this.clock.now();
    this.tell();
  }

  progress({ status, layer }: PullProgress): void {
    this.status = status;
    if (layer) this.layers.note(layer);
    if (this.clock.monotonic() - this.toldAt >= EVERY_MS) this.tell();
    else this.later ??= setTimeout(() => this.tell(), EVERY_MS).unref();
  }

  /** leave has it ended with that reason: `pull_cancelled` is a wish, anything else a failure. */
  leave(reason: DomainError): void {
    this.leaving.abort(reason);
  }

  /** end takes why it ended; undefined: the model is there. */
  end(failure: DomainError | undefined): void {
    if (this.isOver) return;
    clearTimeout(this.later);
    this.times.ended = this.clock.now();
    const cancelled = failure?.code === 'pull_cancelled';
    this.state = failure === undefined ? 'done' : cancelled ? 'cancelled' : 'failed';
    this.failure = cancelled ? undefined : failure;
    this.events.end(this.state, this.view);
    this.over.resolve();
  }

  private speed(): Pick<ModelPullAnswer, 'bytes_per_sec' | 'seconds_left'> {
    if (this.state !== 'running') return { bytes_per_sec: 0, seconds_left: null };
    const { bytesPerSecond: bytes_per_sec } = this.layers;
    const { completed_bytes, total_bytes } = this.layers.view;
    const left = total_bytes - completed_bytes;
    return { bytes_per_sec, seconds_left: bytes_per_sec > 0 ? Math.ceil(left / bytes_per_sec) : null };
  }

  private tell(): void {
    clearTimeout(this.later);
    this.later = undefined;
    this.toldAt = this.clock.monotonic();
    this.events.tell('progress', this.view);
  }
}
