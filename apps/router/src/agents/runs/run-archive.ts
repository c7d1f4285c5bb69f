import type { KeptRun, NumberedEvent } from './run-record.js';

/** RunArchive keeps runs for a day, for whoever asks for them later, at any router. */
export interface RunArchive {
  /** keep writes the record as it is now. */
  keep(run: KeptRun): Promise<void>;
  append(id: string, event: NumberedEvent): Promise<void>;
  find(id: string): Promise<KeptRun | undefined>;
  /** read yields the events after that place as they come, and ends with the run, or when the signal aborts. */
  read(id: string, after: number, signal: AbortSignal): AsyncIterableIterator<NumberedEvent>;
  /** askCancel reaches the router that has the run. */
  askCancel(id: string): Promise<void>;
  /** onCancel hears of the runs whose end was asked for at another router. */
  onCancel(listener: (id: string) => void): void;
  close(): void;
}
