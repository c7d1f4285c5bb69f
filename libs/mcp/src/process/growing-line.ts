const SMALL = 65_536;

/** GrowingLine puts a line together from pieces of any size; its cost is that of its bytes, not of its pieces. */
export class GrowingLine {
  #room = Buffer.allocUnsafe(SMALL);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(bytes: Buffer): void {
    const wanted = this.#size + bytes.length;
    if (wanted > this.#room.length) this.grow(wanted);
    this.#size += bytes.copy(this.#room, this.#size);
  }

  /** The bytes so far, valid until the next append or clear. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#size);
  }

  /** clear also gives back what a large line took. */
  clear(): void {
    this.#size = 0;
    if (this.#room.length > SMALL) this.#room = Buffer.allocUnsafe(SMALL);
  }

  private grow(wanted: number): void {
    const room = Buffer.allocUnsafe(Math.max(wanted, this.#room.length * 2));
    this.#room.copy(room, 0, 0, this.#size);
    this.#room = room;
  }
}
