import { jest } from '@jest/globals';
import { DomainError, type JsonObject } from '@app/kernel';
import { McpFailure } from '../wire/messages.js';
import type { ScriptedLinks } from './fixtures/scripted-links.js';
import {
  endPools,
  outcome,
  pooled,
  refused,
  settle,
  timedOut,
  unreachable,
} from './fixtures/scripted-pool.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => endPools());

describe('a server that cannot be reached', () => {
  async function down() {
    const parts = pooled();
    parts.links.starting = () => Promise.reject(unreachable());
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const call = outcome(parts.call());
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await call).toMatchObject({ code: 'mcp_server_unreachable' });
    }
    return parts;
  }

  it('is down after three failures, and then refuses at once', async () => {
    const { call, links, server, events } = await down();
    expect(server.health).toMatchObject({ state: 'down', failures: 3, reason: 'ECONNREFUSED' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'health', server: 'a' }));
    // The third pause is 2 s, of which nothing is left.
    const trial = outcome(call());
    await settle();
    await trial;
    expect(links.attempts).toBe(4);
    expect(await outcome(call())).toMatchObject({ code: 'mcp_server_unreachable', upstream: 'a' });
    expect(await outcome(server.face(1_000))).toMatchObject({ code: 'mcp_server_unreachable' });
    expect(links.attempts).toBe(4);
  });

  it('is tried by one caller alone once a growing pause is over, and comes back', async () => {
    const { call, links, server } = await down();
    await outcome(call());
    await jest.advanceTimersByTimeAsync(3_999);
    await outcome(call());
    expect(links.attempts).toBe(4);
    await jest.advanceTimersByTimeAsync(1);
    const started = Promise.withResolvers<void>();
    links.starting = () => started.promise;
    const trial = call();
    await settle();
    expect(await outcome(call())).toMatchObject({ code: 'mcp_server_unreachable' });
    started.resolve();
    expect(await trial).toEqual({ method: 'tools/call' });
    expect(links.attempts).toBe(5);
    expect(server.health).toMatchObject({ state: 'up', failures: 0, reason: undefined });
  });

  it('counts one failure for all the calls that one connection failed', async () => {
    const { call, links, server } = pooled();
    await call();
    links.answers = () => Promise.reject(unreachable());
    await Promise.all(Array.from({ length: 5 }, () => outcome(call())));
    expect(server.health).toMatchObject({ state: 'degraded', failures: 1 });
  });
});

describe('the health of a server', () => {
  it.each([
    ['an error of the server', () => new McpFailure(-32000, 'no')],
    ['a client that cancels', () => new DomainError('mcp_cancelled', 'x')],
    ['an answer that is too large', () => new DomainError('mcp_message_too_large', 'x')],
    ['a limit on calls', () => new DomainError('mcp_rate_limited', 'x', { retryAfter: 1 })],
  ])('does not suffer from %s', async (_, error) => {
    const { call, links, server } = pooled();
    links.answers = () => Promise.reject(error());
    for (let turn = 0; turn < 5; turn += 1) await outcome(call());
    expect(server.health).toMatchObject({ state: 'up', failures: 0 });
  });

  it('is degraded by silence, and good again after answers', async () => {
    const { call, links, server } = pooled();
    links.answers = () => Promise.reject(timedOut());
    for (let turn = 0; turn < 4; turn += 1) await outcome(call());
    expect(server.health).toMatchObject({ state: 'degraded', failures: 0, reason: 'silent' });
    links.answers = () => Promise.resolve({});
    for (let turn = 0; turn < 13; turn += 1) await call();
    expect(server.health).toMatchObject({ state: 'up', reason: undefined });
  });

  it('tells missing credentials from a server that is down', async () => {
    const { call, links, server } = pooled();
    links.starting = () => Promise.reject(refused());
    for (let turn = 0; turn < 5; turn += 1) {
      expect(await outcome(call())).toMatchObject({ code: 'mcp_server_auth_needed' });
    }
    expect(server.health).toMatchObject({ state: 'auth-needed', failures: 0 });
    expect(links.attempts).toBe(1);
  });
});

describe('the probe', () => {
  const asked = (links: ScriptedLinks, at = 0) => links.made[at]?.requests.map(({ method }) => method);

  it('asks a server that runs without calls, and leaves a busy one alone', async () => {
    const { call, links } = pooled({}, { probeMs: 60_000 });
    await call();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked(links)).toEqual(['tools/call', 'ping']);
    links.answers = () => new Promise(() => undefined);
    void outcome(call());
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked(links)).toEqual(['tools/call', 'ping', 'tools/call']);
  });

  it('does not end a server that answers lists but no ping', async () => {
    const { call, links, server } = pooled({}, { probeMs: 60_000 });
    links.answers = ({ method }) => (method === 'ping' ? Promise.reject(timedOut()) : Promise.resolve({}));
    await call();
    await jest.advanceTimersByTimeAsync(180_000);
    expect(asked(links)).toContain('tools/list');
    expect(links.alive).toBe(1);
    expect(server.health).toMatchObject({ state: 'up', failures: 0 });
  });

  it('ends a server that answers nothing at all', async () => {
    const { call, links, server } = pooled({}, { probeMs: 60_000 });
    await call();
    links.answers = () => Promise.reject(timedOut());
    await jest.advanceTimersByTimeAsync(60_000);
    expect(links.alive).toBe(0);
    expect(server.health).toMatchObject({ failures: 1 });
  });

  it('does not end a server that was called meanwhile', async () => {
    const { call, links } = pooled({}, { probeMs: 60_000 });
    await call();
    const probed = Promise.withResolvers<JsonObject>();
    links.answers = ({ method }) => (method === 'tools/call' ? Promise.resolve({}) : probed.promise);
    await jest.advanceTimersByTimeAsync(60_000);
    await call();
    links.answers = () => Promise.reject(timedOut());
    probed.reject(timedOut());
    await settle();
    expect(links.alive).toBe(1);
  });
});
