const MOST_EVENTS = 2_000;
const MOST_CHARACTERS = 1_000_000;

/** What was sent last, and what came back, as it was. */
export interface RawExchange {
  readonly request: object;
  readonly status?: number;
  readonly events: readonly string[];
  /** Events at the beginning that are not kept. */
  readonly dropped: number;
}

/** RawLog keeps the newest events of one answer. */
export class RawLog {
  private readonly events: string[] = [];
  private characters = 0;
  private dropped = 0;
  private status: number | undefined;

  constructor(private readonly request: object) {}

  answered(status: number): void {
    this.status = status;
  }

  add(event: string): void {
    this.events.push(event);
    this.characters += event.length;
    while (
      this.events.length > MOST_EVENTS ||
      (this.characters > MOST_CHARACTERS && this.events.length > 1)
    ) {
      this.characters -= this.events.shift()?.length ?? 0;
      this.dropped += 1;
    }
  }

  view(): RawExchange {
    const { request, status, dropped } = this;
    return { request, ...(status !== undefined && { status }), events: [...this.events], dropped };
  }
}
