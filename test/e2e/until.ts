import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 50;
const WITHIN_MS = 20_000;

/** until asks again and again until the answer is as wanted, and returns it; after twenty seconds it throws the last one. */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + WITHIN_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`not in time; the last answer was ${JSON.stringify(answer)}`);
    await pause(EVERY_MS);
  }
}
