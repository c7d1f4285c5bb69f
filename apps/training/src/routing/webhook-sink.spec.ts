import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressGuard } from '@app/kernel';
import { WebhookSink, type RetryRules } from './webhook-sink.js';

const never = new AbortController().signal;
const noProgress = async () => undefined;
const retry: RetryRules = {
  attempts: 3,
  backoffMs: 0,
  backoffMultiplier: 1,
  timeoutMs: 2_000,
  statusCodes: [503],
};
const delivery = { alerts: [{ severity: 'critical' as const, category: 'quality', message: 'NaN.' }] };

let server: Server;
let calls: number;
beforeEach(async () => {
  calls = 0;
  server = createServer((request, response) => {
    calls += 1;
    if (request.url !== '/silence') response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** The server under a name that leads to these addresses, one list after the other; an empty one is no answer. */
function sinkAt(path: string, answers: string[][], allowed: string[] = [], over: Partial<RetryRules> = {}) {
  const guard = new AddressGuard(new Set(allowed), (_host, _options, done) => {
    const addresses = answers.shift() ?? [];
    if (addresses.length === 0) return done(Object.assign(new Error(), { code: 'EAI_AGAIN' }), []);
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
  });
  const url = new URL(`http://hooks.example:${(server.address() as AddressInfo).port}${path}`);
  return new WebhookSink({ url, guard, retry: { ...retry, ...over }, wait: async () => undefined });
}

describe('a webhook', () => {
  it('is not posted to when its name leads to a private address, and not asked again', async () => {
    const result = await sinkAt('/', [['127.0.0.1']]).deliver(delivery, never, noProgress);
    expect(result).toMatchObject({
      routed: false,
      webhook_error: 'the webhook cannot be reached (address_refused)',
      webhook_attempts: 1,
    });
    expect(calls).toBe(0);
  });

  it('is checked anew by each attempt', async () => {
    const guarded = sinkAt('/', [['127.0.0.1'], ['127.0.0.1'], ['127.0.0.1']], ['hooks.example']);
    expect(await guarded.deliver(delivery, never, noProgress)).toMatchObject({ webhook_attempts: 3 });
    expect(calls).toBe(3);
    const moved = sinkAt('/', [[], ['10.0.0.1']], [], { attempts: 5 });
    const { webhook_history } = await moved.deliver(delivery, never, noProgress);
    expect(webhook_history).toEqual([
      { attempt: 1, exception: 'EAI_AGAIN' },
      { attempt: 2, exception: 'address_refused' },
    ]);
  });

  it('is given up when no answer comes in time', async () => {
    const sink = sinkAt('/silence', [['127.0.0.1'], ['127.0.0.1']], ['hooks.example'], {
      timeoutMs: 50,
      attempts: 2,
    });
    expect(await sink.deliver(delivery, never, noProgress)).toMatchObject({
      webhook_error: 'the webhook cannot be reached (timeout)',
      webhook_status: null,
      webhook_retries: 1,
    });
  });

  it('gets no more than a body may have', async () => {
    const alerts = Array.from({ length: 100 }, () => ({
      ...delivery.alerts[0]!,
      message: 'a'.repeat(16_000),
    }));
    const sent = sinkAt('/', []).deliver({ alerts }, never, noProgress);
    await expect(sent).rejects.toMatchObject({ code: 'alerts_too_large', param: 'alerts' });
  });
});
