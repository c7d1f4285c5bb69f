import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { jest } from '@jest/globals';
import { intoQueries } from './into-queries.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A page that has read what its jobs led to, so long ago. */
async function page(agoMs: number) {
  const client = new QueryClient();
  let reads = 0;
  const observer = new QueryObserver(client, {
    queryKey: ['jobs', 'decisions'],
    queryFn: () => (reads += 1),
  });
  observer.subscribe(() => undefined);
  await jest.advanceTimersByTimeAsync(agoMs);
  const tell = async (kind: 'jobs' | 'nodes', data: unknown) => {
    told(kind, data, Date.now());
    await jest.advanceTimersByTimeAsync(1_100);
  };
  const told = intoQueries(client);
  return { client, tell, reads: () => reads };
}

it('the state that the stream begins with has nothing read again that was just read', async () => {
  const { client, tell, reads } = await page(300);
  await tell('jobs', 'first');
  expect([client.getQueryData(['jobs']), reads()]).toEqual(['first', 1]);
});

it('the state that the stream begins with has read again what is old', async () => {
  const { tell, reads } = await page(6_000);
  await tell('jobs', 'first');
  expect(reads()).toBe(2);
});

it('each later event has read again what depends on it, however young that is, and nothing else', async () => {
  const { tell, reads } = await page(300);
  await tell('jobs', 'first');
  await tell('nodes', 'first');
  await tell('nodes', 'second');
  expect(reads()).toBe(1);
  await tell('jobs', 'second');
  expect(reads()).toBe(2);
});
