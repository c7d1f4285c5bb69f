import type { CancelSignal } from '@app/kernel';
import type { LibraryModel, ModelLibrary, PullProgress } from '../../library.js';
import type { LoadTimes, ModelLoads } from '../../model-loads.js';
import type { OllamaSettings } from '../../provider-settings.js';
import { CallClock } from '../../transport/call-clock.js';
import { modelKey, type LoadShield } from '../load-shield.js';
import { brokeOff } from '../native-record.js';
import type { OllamaUpstream } from '../ollama-upstream.js';
import { modelLoad } from '../request/model-load.js';
import type { ModelLoad } from '../translation.js';
import { inventory } from './inventory.js';
import { pullProgress } from './pull-progress.js';

const SHORT_CALL_MS = 30_000;
const LONGEST_LOAD_MS = 600_000;
/** Ollama is silent while it verifies a layer, which takes minutes for a large one on a slow disk. */
const SHORTEST_PULL_IDLE_MS = 900_000;

/** OllamaLibrary manages an Ollama's models over its native API. https://docs.ollama.com/api */
export class OllamaLibrary implements ModelLibrary {
  constructor(
    private readonly settings: OllamaSettings,
    private readonly upstream: OllamaUpstream,
    private readonly shield: LoadShield,
    private readonly times: ModelLoads,
  ) {}

  inventory(signal: CancelSignal): Promise<LibraryModel[]> {
    return this.within(SHORT_CALL_MS, signal, async (origin) => {
      const [tags, running] = await Promise.all([
        this.upstream.get('/api/tags', origin),
        this.upstream.get('/api/ps', origin),
      ]);
      return inventory(this.upstream.id, tags, running);
    });
  }

  nameOf(model: string): string {
    return /:[^/]*$/.test(model) ? model : `${model}:latest`;
  }

  async *pull(model: string, signal: CancelSignal): AsyncGenerator<PullProgress> {
    const { timeouts } = this.settings;
    const idle = timeouts.idle === 0 ? 0 : Math.max(timeouts.idle, SHORTEST_PULL_IDLE_MS);
    const clock = new CallClock(this.upstream.id, { ...timeouts, idle, total: 0 }, signal);
    const origin = { signal: clock.signal };
    let status = '';
    try {
      for await (const line of this.upstream.objects('/api/pull', { model, stream: true }, origin, clock)) {
        const progress = pullProgress(this.upstream.id, line);
        ({ status } = progress);
        yield progress;
      }
    } finally {
      clock.stop();
    }
    if (status !== 'success') throw brokeOff(this.upstream.id);
  }

  async delete(model: string, signal: CancelSignal): Promise<void> {
    await this.within(SHORT_CALL_MS, signal, (origin) =>
      this.upstream.delete('/api/delete', { model }, origin),
    );
    this.shield.forget(model);
  }

  async load(model: LibraryModel, signal: CancelSignal): Promise<void> {
    const load = this.loadOf(model);
    const total = this.settings.timeouts.total || LONGEST_LOAD_MS;
    const post = () =>
      this.within(total, signal, (origin) => this.upstream.post(load.path, load.request, origin));
    await (model.loaded ? post() : this.times.timed(modelKey(model.id), post));
    this.shield.used(load);
  }

  loadTimes(model: string): LoadTimes {
    return this.times.of(modelKey(model));
  }

  /** A call that asks for nothing and is kept for no time, as `ollama stop` sends it, for any kind of model. */
  async unload(model: string, signal: CancelSignal): Promise<void> {
    await this.within(SHORT_CALL_MS, signal, (origin) =>
      this.upstream.post('/api/generate', { model, keep_alive: 0, stream: false }, origin),
    );
    this.shield.forget(model);
  }

  /** With the window and the time that calls will ask for, so that the first of them does not load it again. */
  private loadOf({ id, capabilities }: LibraryModel): ModelLoad {
    const { numCtx, keepAlive } = this.settings;
    const embeds = capabilities?.includes('embedding') === true && !capabilities.includes('completion');
    const options = numCtx === undefined ? {} : { num_ctx: numCtx };
    return modelLoad(embeds ? '/api/embed' : '/api/generate', { model: id, options, keep_alive: keepAlive });
  }

  private async within<T>(
    total: number,
    signal: CancelSignal,
    call: (origin: { signal: CancelSignal }) => Promise<T>,
  ): Promise<T> {
    const clock = new CallClock(this.upstream.id, { ...this.settings.timeouts, total }, signal);
    try {
      return await call({ signal: clock.signal });
    } finally {
      clock.stop();
    }
  }
}
