/** A comment, which clients skip; some take one that starts with `: ping` for the end of the stream. */
const KEEP_ALIVE: Buffer = Buffer.from(': keep-alive\n\n');

/** settledWithin tells whether `promise` has come to an end, good or bad, within `milliseconds`. */
export async function settledWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  const settled = (): boolean => true;
  try {
    return await Promise.race([promise.then(settled, settled), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** keepAliveUntil yields a comment now and each `milliseconds` until `promise` has come to an end. */
export async function* keepAliveUntil(
  promise: Promise<unknown>,
  milliseconds: number,
): AsyncGenerator<Buffer> {
  do yield KEEP_ALIVE;
  while (!(await settledWithin(promise, milliseconds)));
}
