import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { ProviderRegistry } from '../../catalog/provider-registry.js';
import { confirmRequired } from '../changes/confirm-required.js';
import type { ModelAudit } from '../changes/model-audit.js';
import type { ManagedModels } from '../managed-models.js';
import { mayOperate, requireScope, type Operator } from '../operator.js';
import { Pull, type PullOrder } from './pull.js';
import type { ModelPullAnswer } from './pull.answer.js';
import { PullBook } from './pull-book.js';
import type { PullBody } from './pull.dto.js';
import { changeOf, PullRuns } from './pull-runs.js';

const MOST_WAITING = 20;

export interface PullParts {
  readonly models: ManagedModels;
  readonly providers: Pick<ProviderRegistry, 'providers' | 'has'>;
  readonly audit: ModelAudit;
  readonly clock?: Clock;
}

/** PullDesk takes orders for models. Pulls are the gateway's own: they go on when who asked for them leaves. */
export class PullDesk {
  private readonly book = new PullBook();
  private readonly runs: PullRuns;
  private readonly starting = new Map<string, Promise<Pull>>();
  private stopped = false;

  constructor(private readonly parts: PullParts) {
    this.runs = new PullRuns(this.book, parts.models, parts.audit);
  }

  /** isPulled tells whether that model is on its way. */
  isPulled(id: string): boolean {
    return this.starting.has(id) || this.book.activeOf(id) !== undefined;
  }

  /** start returns the pull of that model that is under way, or a new one. */
  async start(body: PullBody, operator: Operator): Promise<Pull> {
    const order = { ...this.placeOf(body), actor: operator.client.id, requestId: operator.requestId };
    const id = `${order.provider}/${order.model}`;
    requireScope(operator, id);
    const known = this.starting.get(id) ?? this.book.activeOf(id);
    if (known) return known;
    if (this.stopped) throw stopping();
    if (this.book.waitingCount + this.starting.size >= MOST_WAITING) throw queueFull();
    const started = this.started(order, body.confirm === true).finally(() => this.starting.delete(id));
    this.starting.set(id, started);
    return started;
  }

  list({ client }: Operator): ModelPullAnswer[] {
    return this.book.all.filter(({ model }) => mayOperate(client, model)).map(({ view }) => view);
  }

  /** get throws `pull_not_found`, for one outside the scope as well. */
  get(id: string, { client }: Operator): Pull {
    const pull = this.book.all.find((one) => one.id === id);
    if (pull && mayOperate(client, pull.model)) return pull;
    throw new DomainError('pull_not_found', 'there is no such pull; the last 50 are kept', { param: 'id' });
  }

  /** cancel resolves when the pull has ended. */
  async cancel(id: string, operator: Operator): Promise<ModelPullAnswer> {
    const pull = this.get(id, operator);
    pull.cancelledBy ??= operator.client.id;
    await this.end(pull, new DomainError('pull_cancelled', 'somebody cancelled the pull'));
    return pull.view;
  }

  /** close ends every pull, and resolves when the audit has been told. */
  async close(): Promise<void> {
    this.stopped = true;
    await Promise.allSettled(this.starting.values());
    await Promise.all(this.book.active.map((pull) => this.end(pull, stopping())));
  }

  private async end(pull: Pull, reason: DomainError): Promise<void> {
    if (pull.isOver) return;
    pull.leave(reason);
    if (this.book.withdraw(pull)) await this.runs.conclude(pull, reason);
    await pull.ended;
  }

  private async started(order: PullOrder, confirmed: boolean): Promise<Pull> {
    const { audit, clock = systemClock } = this.parts;
    const before = await this.digestNow(order);
    if (before !== undefined && !confirmed) {
      throw confirmRequired(`${order.provider}/${order.model} is there already, and its tag may move`);
    }
    const pull = new Pull(order, clock);
    pull.digests.before = before;
    await audit.intend(changeOf(pull), { pull: pull.id, digest_before: before ?? null });
    this.book.wait(pull);
    this.runs.proceed();
    return pull;
  }

  private async digestNow({ provider, model }: PullOrder): Promise<string | undefined> {
    const managed = this.parts.models.managed(provider);
    try {
      return await this.parts.models.digestOf(managed, model);
    } finally {
      managed.lease.release();
    }
  }

  /** A provider's id before the model's name counts as `provider`. */
  private placeOf({ model, provider }: PullBody): Pick<PullOrder, 'provider' | 'model'> {
    const slash = model.indexOf('/');
    const prefix = model.slice(0, Math.max(0, slash));
    const named = this.parts.providers.has(prefix) && (provider === undefined || provider === prefix);
    const place = named ? prefix : (provider ?? this.onlyLibrary());
    const managed = this.parts.models.managed(place);
    managed.lease.release();
    return { provider: place, model: managed.library.nameOf(named ? model.slice(slash + 1) : model) };
  }

  private onlyLibrary(): string {
    const places = this.parts.providers.providers.filter(({ library }) => library !== undefined);
    const [only, ...others] = places.map(({ id }) => id);
    if (only !== undefined && others.length === 0) return only;
    if (only === undefined) {
      throw new DomainError('library_not_managed', 'no provider is configured that has its models managed');
    }
    const message = `provider: got nothing, wanted one of ${[only, ...others].join(', ')}`;
    throw new DomainError('invalid_request', message, { param: 'provider' });
  }
}

function queueFull(): DomainError {
  return new DomainError('queue_full', `${MOST_WAITING} pulls wait already`, { retryAfter: 60 });
}

function stopping(): DomainError {
  return new DomainError('shutting_down', 'the server is stopping; try again', { retryAfter: 5 });
}
