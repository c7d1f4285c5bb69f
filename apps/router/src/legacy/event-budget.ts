/** EventBudget bounds the bytes that the kept events of all sessions take together. */
export class EventBudget {
  private held = 0;

  constructor(private readonly total: number) {}

  /** take returns false when so many bytes are not left. */
  take(bytes: number): boolean {
    if (this.held + bytes > this.total) return false;
    this.held += bytes;
    return true;
  }

  release(bytes: number): void {
    this.held -= bytes;
  }
}
