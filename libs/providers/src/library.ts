import type { CancelSignal } from '@app/kernel';
import type { LoadTimes } from './model-loads.js';

/** LoadedModel is how a model is held in memory. */
export interface LoadedModel {
  /** Of the memory of GPUs; 0 when it runs on the CPU alone. */
  readonly vramBytes?: number;
  /** Tokens that it was loaded with. */
  readonly contextLength?: number;
  /** Unix milliseconds at which it is unloaded, unless it is used; absent when it stays. */
  readonly until?: number;
}

/** LibraryModel is a model on a provider's disk; what the provider does not say is absent. */
export interface LibraryModel {
  /** The provider's own name for it, with its tag. */
  readonly id: string;
  readonly sizeBytes?: number;
  readonly digest?: string;
  /** Unix milliseconds. */
  readonly modifiedAt?: number;
  readonly family?: string;
  readonly parameterSize?: string;
  readonly quantization?: string;
  readonly contextLength?: number;
  readonly capabilities?: readonly string[];
  /** Absent: it is not in memory. */
  readonly loaded?: LoadedModel;
}

/** PullProgress is one report of a pull; a report on a layer names its digest and holds its bytes. */
export interface PullProgress {
  readonly status: string;
  readonly layer?: { readonly digest: string; readonly completed: number; readonly total: number };
}

/** ModelLibrary manages the models of a provider that keeps them. Failures are those of a Provider. */
export interface ModelLibrary {
  inventory(signal: CancelSignal): Promise<LibraryModel[]>;
  /** nameOf completes a model's name as the provider lists it: with a tag where people leave it out. */
  nameOf(model: string): string;
  /**
   * pull yields progress until the model is there; it throws when that ends in any other way. Leaving early or aborting
   * `signal` ends the pull at the provider too, which keeps what has come.
   */
  pull(model: string, signal: CancelSignal): AsyncIterable<PullProgress>;
  delete(model: string, signal: CancelSignal): Promise<void>;
  /** load resolves once the model is in memory, loaded as the calls after it will want it. */
  load(model: LibraryModel, signal: CancelSignal): Promise<void>;
  /** loadTimes tells of loads that were asked for here, by load or by a call. */
  loadTimes(model: string): LoadTimes;
  /** unload resolves once the provider has taken note; calls that run are finished first. */
  unload(model: string, signal: CancelSignal): Promise<void>;
}
