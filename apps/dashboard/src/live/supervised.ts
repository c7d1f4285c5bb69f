/** Longer than a heartbeat: whoever takes nothing for so long is gone, or will never catch up. */
const PATIENCE_MS = 60_000;

/** supervised calls `drop` when the reader takes an event and then asks for no other within a minute. */
export async function* supervised<T>(events: AsyncGenerator<T>, drop: () => void): AsyncGenerator<T> {
  try {
    for await (const event of events) {
      const late = setTimeout(drop, PATIENCE_MS);
      try {
        yield event;
      } finally {
        clearTimeout(late);
      }
    }
  } finally {
    await events.return(undefined);
  }
}
