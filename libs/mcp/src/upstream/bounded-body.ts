import { TransformStream } from 'node:stream/web';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** EventLength counts the bytes of the event that a stream is in. An empty line ends one, of whatever line ends. */
export class EventLength {
  bytes = 0;
  private line = 0;
  private before = 0;

  /** add returns the length of the longest event that the chunk had a part in. */
  add(chunk: Uint8Array): number {
    let longest = 0;
    for (const byte of chunk) {
      this.addByte(byte);
      if (this.bytes > longest) longest = this.bytes;
    }
    return longest;
  }

  private addByte(byte: number): void {
    this.bytes += 1;
    const second = byte === NEWLINE && this.before === RETURN;
    this.before = byte;
    if (second) return;
    if (byte !== NEWLINE && byte !== RETURN) {
      this.line += 1;
      return;
    }
    if (this.line === 0) this.bytes = 0;
    this.line = 0;
  }
}

/** boundEvents passes an event stream of any length on, and errors with `tooLarge` when one event goes beyond `limit`. */
export function boundEvents(limit: number, tooLarge: () => Error): TransformStream<Uint8Array, Uint8Array> {
  const event = new EventLength();
  return new TransformStream({
    transform(chunk, controller) {
      if (event.add(chunk) > limit) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
}

/** boundWhole errors with `tooLarge` when all of a stream goes beyond `limit` bytes. */
export function boundWhole(limit: number, tooLarge: () => Error): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > limit) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
}
