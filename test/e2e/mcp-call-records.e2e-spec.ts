import { AuditShipper, INBOX_FIELD, INBOX_STREAM, type AuditEntry } from '@app/audit';
import { createLogger } from '@app/http';
import { closeRedis, openRedis, type Redis } from '@app/jobs';
import { CallShipping } from '../../apps/router/src/calls/call-shipping.ts';
import { eventually } from '../redis/job-bench.ts';
import { ready } from '../redis/ready.ts';
import { RedisServer } from '../redis/redis-server.ts';

const EACH = 500;
let server: RedisServer;
let redis: Redis;
let shipping: CallShipping;

beforeEach(async () => {
  server = await RedisServer.start('--appendonly', 'yes');
  redis = openRedis(server.url, 'prompt', () => undefined);
  await ready(redis);
  const shipper = new AuditShipper(redis, { sender: 'router' });
  shipping = new CallShipping({
    ship: (entries) => shipper.shipAll(entries),
    logger: createLogger('test', 'silent'),
  });
});

afterEach(async () => {
  await shipping.close();
  closeRedis(redis);
  await server.stop();
});

/** Returns the milliseconds that it took. */
function putCalls(from: number): number {
  const before = performance.now();
  for (let number = from; number < from + EACH; number++) {
    const metadata = { number };
    shipping.put({ action: 'tool_call', resource: 'github/get', actor: 'ann', result: 'ok', metadata });
  }
  return performance.now() - before;
}

async function recorded(): Promise<unknown[]> {
  const records = await redis.xrange(INBOX_STREAM, '-', '+');
  return records.map(([, fields]) => {
    const entry = JSON.parse(fields[fields.indexOf(INBOX_FIELD) + 1] ?? '') as AuditEntry;
    return entry.metadata?.['number'];
  });
}

it('calls that end while Redis is gone are recorded when it is back, and none of them waits for it', async () => {
  putCalls(0);
  await eventually(
    () => Promise.resolve(shipping.length),
    (length) => length === 0,
  );
  await server.kill();
  expect(putCalls(EACH)).toBeLessThan(100);
  expect(shipping.length).toBe(EACH);
  await server.revive();
  await ready(redis);
  await eventually(
    () => Promise.resolve(shipping.length),
    (length) => length === 0,
  );
  const numbers = new Set(await recorded());
  for (let number = 0; number < 2 * EACH; number++) expect(numbers.has(number)).toBe(true);
  expect(shipping.dropped).toBe(0);
}, 30_000);
