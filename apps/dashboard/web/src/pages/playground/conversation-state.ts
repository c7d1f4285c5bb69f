import type { Entry } from './entries.js';
import type { RawExchange, RawLog } from './raw-log.js';

export interface ConversationView {
  readonly entries: readonly Entry[];
  readonly isBusy: boolean;
  /** The last exchange, as it went over the wire. */
  readonly raw: RawExchange | undefined;
}

type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, 'id'> : never) : never;

/** ConversationState holds what was said; whoever listens is told of many changes at once, when `soon` calls back. */
export class ConversationState {
  private entries: readonly Entry[] = [];
  private isBusy = false;
  private raw: RawLog | undefined;
  private shown: ConversationView = { entries: [], isBusy: false, raw: undefined };
  private isDue = false;
  private count = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly soon: (then: () => void) => void) {}

  readonly get = (): ConversationView => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** all is as things are now, whatever was told so far. */
  get all(): readonly Entry[] {
    return this.entries;
  }

  get busy(): boolean {
    return this.isBusy;
  }

  /** add returns the id under which the entry can be changed. */
  add(entry: NewEntry): number {
    const id = this.nextId();
    this.entries = [...this.entries, { ...entry, id }];
    this.changed();
    return id;
  }

  /** change leaves an entry that is gone, because the conversation began anew, where it is. */
  change<E extends Entry>(id: number, change: (entry: E) => Partial<E>): void {
    const at = this.entries.findIndex((entry) => entry.id === id);
    const known = this.entries[at];
    if (known === undefined) return;
    this.entries = this.entries.with(at, { ...known, ...change(known as E) });
    this.changed();
  }

  /** replace puts other entries in the place of all, under ids that were never used. */
  replace(entries: readonly Entry[]): void {
    this.entries = entries.map((entry) => ({ ...entry, id: this.nextId() }));
    this.raw = undefined;
    this.changed();
  }

  setBusy(isBusy: boolean): void {
    this.isBusy = isBusy;
    this.changed();
  }

  setRaw(raw: RawLog): void {
    this.raw = raw;
    this.changed();
  }

  private nextId(): number {
    this.count += 1;
    return this.count;
  }

  private changed(): void {
    if (this.isDue) return;
    this.isDue = true;
    this.soon(() => {
      this.isDue = false;
      this.shown = { entries: this.entries, isBusy: this.isBusy, raw: this.raw?.view() };
      for (const listener of this.listeners) listener();
    });
  }
}
