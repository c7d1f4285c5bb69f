import { isJsonObject, systemClock, type JsonObject, type JsonValue, type CancelSignal } from '@app/kernel';
import type { ModelLoads } from '../model-loads.js';
import { providerError } from '../provider-error.js';
import type { ProviderTimeouts } from '../provider-settings.js';
import { CallClock } from '../transport/call-clock.js';
import type { OllamaUpstream } from './ollama-upstream.js';
import type { ModelLoad } from './translation.js';

const REMEMBERED_MS = 5_000;
const LONGEST_LOAD_MS = 600_000;
const CLOUD = /:(?:[^:/]*-)?cloud$/i;

interface Readiness {
  readonly runner: string;
  readonly until: number;
}

/**
 * LoadShield owns the loading of models. Ollama cancels a load for everybody who waits for it when the client
 * whose request began it goes away; so before a call its model is loaded by a request of the gateway's own, one
 * for all who wait, which no client's leaving ends.
 *
 * It cannot see every reason to load again (a model evicted since, a window that Ollama rounded): then the call
 * itself loads, as it would without a shield, or a load that has nothing to do is sent.
 */
export class LoadShield {
  private readonly closing = new AbortController();
  private readonly loads = new Map<string, Promise<void>>();
  private readonly ready = new Map<string, Readiness>();

  constructor(
    private readonly upstream: OllamaUpstream,
    private readonly timeouts: ProviderTimeouts,
    private readonly times: ModelLoads,
  ) {}

  /**
   * whenLoaded resolves once the model is loaded, or when it is none to be loaded here. Throws what the load
   * failed with, to each who waited for it, and the signal's reason when that comes first.
   */
  async whenLoaded(load: ModelLoad, signal: CancelSignal): Promise<void> {
    signal.throwIfAborted();
    if (CLOUD.test(load.model) || this.isFresh(load)) return;
    await unlessAborted(this.shared(load), signal);
  }

  /** used notes that a call has just been answered, so the model is loaded, or was and is unloaded by that call. */
  used(load: ModelLoad): void {
    if (load.unloads) this.ready.delete(modelKey(load.model));
    else this.remember(load);
  }

  /** forget makes the next call on the model ask anew whether it is loaded. */
  forget(model: string): void {
    this.ready.delete(modelKey(model));
  }

  /** close cancels the loads under way. */
  close(): void {
    const { id } = this.upstream;
    this.closing.abort(
      providerError('upstream_unreachable', `The upstream "${id}" is being closed.`, { upstream: id }),
    );
  }

  private shared(load: ModelLoad): Promise<void> {
    const key = JSON.stringify([load.path, modelKey(load.model), load.runner]);
    const running = this.loads.get(key);
    if (running) return running;
    const started = this.load(load).finally(() => this.loads.delete(key));
    this.loads.set(key, started);
    return started;
  }

  private async load(load: ModelLoad): Promise<void> {
    const total = this.timeouts.total || LONGEST_LOAD_MS;
    const clock = new CallClock(this.upstream.id, { ...this.timeouts, total }, this.closing.signal);
    try {
      const running = await this.running(clock.signal);
      if (running && !running.some((one) => serves(one, load))) await this.send(load, running, clock.signal);
      this.remember(load);
    } finally {
      clock.stop();
    }
  }

  /** Only a model that was not there is timed: for one that was, there may have been nothing to do. */
  private async send(load: ModelLoad, running: readonly JsonObject[], signal: CancelSignal): Promise<void> {
    const post = () => this.upstream.post(load.path, load.request, { signal });
    const isThere = running.some((one) => isCalled(one, load.model));
    await (isThere ? post() : this.times.timed(modelKey(load.model), post));
  }

  /** running asks Ollama what is loaded; one that does not tell is taken at that, and its calls go unshielded. */
  private async running(signal: CancelSignal): Promise<readonly JsonObject[] | undefined> {
    const answer = await this.upstream.getIfServed('/api/ps', { signal });
    if (!answer) return undefined;
    return Array.isArray(answer['models']) ? answer['models'].filter(isJsonObject) : [];
  }

  private isFresh(load: ModelLoad): boolean {
    const known = this.ready.get(modelKey(load.model));
    return known !== undefined && known.runner === runnerKey(load) && known.until > systemClock.monotonic();
  }

  private remember(load: ModelLoad): void {
    const now = systemClock.monotonic();
    for (const [model, { until }] of this.ready) if (until <= now) this.ready.delete(model);
    this.ready.set(modelKey(load.model), { runner: runnerKey(load), until: now + REMEMBERED_MS });
  }
}

/** serves tells whether a running model is the one to load. Of the runner's options only the window is shown. */
function serves(running: JsonObject, { model, runner }: ModelLoad): boolean {
  const { num_ctx: window, ...unseen } = runner;
  const allocated = running['context_length'];
  const fits = window === undefined || typeof allocated !== 'number' || allocated === window;
  return isCalled(running, model) && fits && Object.keys(unseen).length === 0;
}

function isCalled(running: JsonObject, model: string): boolean {
  return [running['model'], running['name']].some((name) => isNamed(name, model));
}

function isNamed(name: JsonValue | undefined, model: string): boolean {
  return typeof name === 'string' && modelKey(name) === modelKey(model);
}

/** modelKey is one name per model: Ollama's names have no case and `:latest` may be left out. */
export function modelKey(model: string): string {
  const name = model.toLowerCase();
  return /:[^/]*$/.test(name) ? name : `${name}:latest`;
}

function runnerKey({ runner }: ModelLoad): string {
  return JSON.stringify(runner);
}

/** unlessAborted waits for what others may wait for too, and leaves it running when `signal` aborts. */
function unlessAborted(shared: Promise<void>, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    const settled = (): void => signal.removeEventListener('abort', leave);
    shared.then(resolve, reject).finally(settled);
  });
}
