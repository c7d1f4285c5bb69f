import { DomainError } from '@app/kernel';
import type { CallBook } from '../../calls/call-book.js';
import { isoOf } from '../library-view.js';
import type { ManagedModels } from '../managed-models.js';
import { requireScope, type Operator } from '../operator.js';
import type { LoadModelAnswer, UnloadModelAnswer } from './change.answer.js';
import type { UnloadModelBody } from './change.dto.js';
import { confirmRequired } from './confirm-required.js';
import type { ModelAudit, ModelChange } from './model-audit.js';

/** LoadDesk brings models into memory and takes them out. A load belongs to the gateway, not to who asked for it. */
export class LoadDesk {
  private readonly loads = new Map<string, Promise<LoadModelAnswer>>();
  private readonly closing = new AbortController();

  constructor(
    private readonly models: ManagedModels,
    private readonly book: Pick<CallBook, 'inFlight'>,
    private readonly audit: ModelAudit,
  ) {}

  isLoading(id: string): boolean {
    return this.loads.has(id);
  }

  /** load resolves once the model is in memory; who asks for it meanwhile waits for the same load. */
  async load(name: string, operator: Operator): Promise<LoadModelAnswer> {
    const id = await this.models.idOf(name);
    requireScope(operator, id);
    const running = this.loads.get(id);
    if (running) return running;
    const started = this.loaded(id, operator).finally(() => this.loads.delete(id));
    this.loads.set(id, started);
    return started;
  }

  async unload({ model: name, confirm }: UnloadModelBody, operator: Operator): Promise<UnloadModelAnswer> {
    const id = await this.models.idOf(name);
    requireScope(operator, id);
    const inFlight = this.book.inFlight(id);
    if (inFlight > 0 && confirm !== true) throw confirmRequired(`${inFlight} calls run on ${id}`);
    const change = changeOf('model_unload', id, operator);
    await this.models.use(id, ({ model, library }) =>
      this.audit.during(change, { in_flight: inFlight }, () => library.unload(model.id, this.closing.signal)),
    );
    this.models.moved();
    return { model: id, in_flight: inFlight };
  }

  /** close ends the loads under way. */
  async close(): Promise<void> {
    this.closing.abort(
      new DomainError('shutting_down', 'the server is stopping; try again', { retryAfter: 5 }),
    );
    await Promise.allSettled(this.loads.values());
  }

  private async loaded(id: string, operator: Operator): Promise<LoadModelAnswer> {
    const startedAt = performance.now();
    const change = changeOf('model_load', id, operator);
    await this.models.use(id, ({ model, library }) =>
      this.audit.during(change, {}, () => library.load(model, this.closing.signal)),
    );
    const { loaded } = await this.models.use(id, async ({ model }) => model);
    return {
      model: id,
      duration_ms: Math.round(performance.now() - startedAt),
      vram_bytes: loaded?.vramBytes ?? null,
      loaded_until: isoOf(loaded?.until),
    };
  }
}

function changeOf(
  action: 'model_load' | 'model_unload',
  model: string,
  { client, requestId }: Operator,
): ModelChange {
  return { action, model, actor: client.id, requestId };
}
