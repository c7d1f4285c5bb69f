/**
 * joinAdjacent merges, without copying, neighbours that are views of the same memory and lie one directly after
 * the other. The bytes and their order stay as they are.
 */
export function joinAdjacent(buffers: readonly Buffer[]): Buffer[] {
  const joined: Buffer[] = [];
  for (let first = 0; first < buffers.length;) {
    const start = buffers[first]!;
    let end = start.byteOffset + start.length;
    let next = first + 1;
    for (; touches(buffers[next], start.buffer, end); next += 1) end += buffers[next]!.length;
    const alone = next === first + 1;
    joined.push(alone ? start : Buffer.from(start.buffer, start.byteOffset, end - start.byteOffset));
    first = next;
  }
  return joined;
}

function touches(view: Buffer | undefined, memory: ArrayBufferLike, offset: number): boolean {
  return view !== undefined && view.buffer === memory && view.byteOffset === offset;
}
