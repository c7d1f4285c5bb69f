import { Gate } from './gate.ts';
import { OllamaRefusal } from './ollama-request-check.ts';

/** SlowLoad lets a test decide when a load ends, and shows who waits for it. */
export interface SlowLoad {
  /** Requests that wait for this load now. */
  readonly waiting: number;
  /** How many loads were begun, and how many of them died with the request that began them. */
  readonly begun: number;
  readonly cancelled: number;
  release(): void;
}

interface SlowState {
  readonly gate: Gate;
  waiting: number;
  begun: number;
  cancelled: number;
}

/**
 * OllamaLoads keeps which models are in memory. A load belongs to the request that began it: when that one
 * leaves, the load is cancelled and every other request that waits for it fails too.
 */
export class OllamaLoads {
  readonly loaded = new Map<string, number>();
  private readonly slow = new Map<string, SlowState>();
  private readonly loading = new Map<string, Promise<void>>();

  slowLoad(model: string): SlowLoad {
    const gate = new Gate();
    const state = { gate, waiting: 0, begun: 0, cancelled: 0 };
    this.slow.set(model, state);
    this.loaded.delete(model);
    return {
      get waiting() {
        return state.waiting;
      },
      get begun() {
        return state.begun;
      },
      get cancelled() {
        return state.cancelled;
      },
      release: () => gate.open(),
    };
  }

  /** ready resolves when the model is in memory; `leaves` is aborted when this requester has gone. */
  async ready(model: string, contextLength: number, leaves: AbortSignal): Promise<void> {
    if (this.loaded.has(model)) return;
    const state = this.slow.get(model);
    if (state === undefined) {
      this.loaded.set(model, contextLength);
      return;
    }
    state.waiting++;
    try {
      await (this.loading.get(model) ?? this.begin(model, contextLength, leaves, state));
    } finally {
      state.waiting--;
    }
  }

  private begin(model: string, contextLength: number, leaves: AbortSignal, state: SlowState): Promise<void> {
    state.begun++;
    const load = new Promise<void>((resolve, reject) => {
      const cancel = (): void => {
        state.cancelled++;
        reject(new OllamaRefusal(499, 'request canceled'));
      };
      leaves.addEventListener('abort', cancel, { once: true });
      state.gate.opened.then(() => {
        leaves.removeEventListener('abort', cancel);
        if (!leaves.aborted) this.loaded.set(model, contextLength);
        resolve();
        return undefined;
      }, reject);
    });
    this.loading.set(model, load);
    const forget = (): boolean => this.loading.delete(model);
    load.then(forget, forget);
    return load;
  }
}
