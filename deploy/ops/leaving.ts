const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * untilTold does work that a person or a runner may end with a signal: `left` aborts then, and the process lives on
 * to say what it leaves behind. make hands Ctrl-C on a second time, so further signals count as the first.
 */
export async function untilTold<T>(work: (left: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const leave = (): void => controller.abort();
  for (const name of SIGNALS) process.on(name, leave);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.removeListener(name, leave);
  }
}
