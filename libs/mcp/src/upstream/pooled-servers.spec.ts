import { jest } from '@jest/globals';
import type { JsonObject } from '@app/kernel';
import {
  aCall,
  CALL,
  crashed,
  current,
  endPools,
  outcome,
  pooled,
  refused,
  settle,
} from './fixtures/scripted-pool.js';
import { SessionLost } from './link-failure.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => endPools());

describe('a pooled server', () => {
  it('is started by the first need, once for all who need it', async () => {
    const { call, server, links } = pooled();
    expect(server.health).toMatchObject({ state: 'idle', failures: 0 });
    expect(links.attempts).toBe(0);
    await Promise.all([call(), call(), server.face(1_000)]);
    expect(links.attempts).toBe(1);
    expect(server.health.state).toBe('up');
    expect(await server.face(1)).toMatchObject({ era: 'legacy', info: { name: 'scripted' } });
  });

  it('is started for others when the one who began it leaves', async () => {
    const { call, links } = pooled();
    const started = Promise.withResolvers<void>();
    links.starting = () => started.promise;
    const client = new AbortController();
    const first = outcome(call(undefined, { signal: client.signal }));
    const second = call();
    client.abort();
    expect(await first).toMatchObject({ code: 'mcp_cancelled' });
    started.resolve();
    expect(await second).toEqual({ method: 'tools/call' });
    expect(links.attempts).toBe(1);
  });

  it('delays no list by more than the list allows', async () => {
    const { server, links } = pooled();
    links.starting = (signal) => new Promise((_, reject) => signal.addEventListener('abort', reject));
    const face = outcome(server.face(2_000));
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await face).toMatchObject({ code: 'mcp_server_unreachable', upstream: 'a' });
  });

  it('is stopped when nobody calls it, and started again by the next call', async () => {
    const { call, links, server } = pooled({ idle_stop_sec: 30 });
    await call();
    await jest.advanceTimersByTimeAsync(29_999);
    expect(links.alive).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(links.alive).toBe(0);
    expect(server.health).toMatchObject({ state: 'idle', failures: 0 });
    expect(await server.face(1)).toMatchObject({ info: { name: 'scripted' } });
    await call();
    expect(links.attempts).toBe(2);
  });

  it('is not stopped under a call, nor while somebody is subscribed', async () => {
    const { call, server, links } = pooled({ idle_stop_sec: 5 });
    const answer = Promise.withResolvers<JsonObject>();
    links.answers = () => answer.promise;
    const long = call();
    await jest.advanceTimersByTimeAsync(50_000);
    expect(links.alive).toBe(1);
    answer.resolve({});
    await long;
    const uri = { params: { uri: 'file:///x' } };
    await server.request({ method: 'resources/subscribe', ...uri }, aCall(), undefined);
    await jest.advanceTimersByTimeAsync(50_000);
    expect(links.alive).toBe(1);
    await server.request({ method: 'resources/unsubscribe', ...uri }, aCall(), undefined);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(links.alive).toBe(0);
  });

  it('passes on what it says outside of calls', async () => {
    const { call, links, events } = pooled();
    await call();
    const notification = { method: 'notifications/tools/list_changed' };
    links.made[0]?.listener(notification);
    expect(events).toContainEqual({ type: 'notification', server: 'a', notification, session: undefined });
  });
});

describe('a server that dies', () => {
  it('fails the calls of that moment, and is restarted after a pause', async () => {
    const { call, links, server } = pooled();
    links.answers = () => new Promise(() => undefined);
    const calls = [outcome(call()), outcome(call())];
    await settle();
    links.made[0]?.die(crashed());
    for (const one of calls) expect(await one).toMatchObject({ code: 'mcp_server_crashed', upstream: 'a' });
    expect(server.health).toMatchObject({ state: 'degraded', failures: 1 });
    links.answers = () => Promise.resolve({ again: true });
    const next = call();
    await jest.advanceTimersByTimeAsync(499);
    expect(links.attempts).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await next).toEqual({ again: true });
    expect(server.health.failures).toBe(0);
  });

  it('is told again what its clients wanted it to know', async () => {
    const { server, links, call } = pooled();
    const subscribe = { method: 'resources/subscribe', params: { uri: 'file:///x' } };
    await server.request(subscribe, aCall(), undefined);
    links.made[0]?.die(crashed());
    await settle();
    const next = call();
    await jest.advanceTimersByTimeAsync(500);
    await next;
    expect(links.made[1]?.requests).toEqual([subscribe, CALL]);
  });

  it('is made anew without a word when only its session was lost', async () => {
    const { call, links, server } = pooled();
    let lost = false;
    links.answers = () => {
      if (lost) return Promise.resolve({ again: true });
      lost = true;
      void links.made[0]?.close();
      return Promise.reject(new SessionLost('a'));
    };
    expect(await call()).toEqual({ again: true });
    expect(links.attempts).toBe(2);
    expect(server.health).toMatchObject({ state: 'up', failures: 0 });
  });
});

describe('a change of the registry', () => {
  it('does not touch a server that it does not concern', async () => {
    const { source, call, links, server, pool, events } = pooled();
    await call();
    source.set({ a: current('1') });
    expect(events.filter(({ type }) => type === 'servers')).toEqual([]);
    source.set({ a: current('1'), b: current('1') });
    expect([...pool.servers.keys()]).toEqual(['a', 'b']);
    expect(pool.servers.get('a')).toBe(server);
    await call();
    expect(links.attempts).toBe(1);
    expect(events.filter(({ type }) => type === 'servers')).toHaveLength(1);
  });

  it('leaves a server running that is only used by other rules, and shows the rules at once', async () => {
    const { source, call, links, server, pool, events } = pooled();
    await call();
    source.set({ a: current('1', { tools: { deny: ['t'] } }, 'other rules') });
    expect(server.entry.tools.deny).toEqual(['t']);
    expect(pool.servers.get('a')).toBe(server);
    expect(server.health.state).toBe('up');
    await call();
    expect(links.attempts).toBe(1);
    // Whoever watches lists compares what they may see now.
    expect(events.filter(({ type }) => type === 'servers')).toHaveLength(1);
  });

  it('drains a changed server: running calls end, new ones go to the new generation', async () => {
    const { source, call, made, links } = pooled();
    const answer = Promise.withResolvers<JsonObject>();
    links.answers = () => answer.promise;
    const before = call();
    await settle();
    source.set({ a: current('2') });
    expect(await call()).toEqual({ method: 'tools/call' });
    expect(made('a2').attempts).toBe(1);
    expect(links.alive).toBe(1);
    answer.resolve({ old: true });
    expect(await before).toEqual({ old: true });
    await settle();
    expect(links.alive).toBe(0);
  });

  it('ends what is not drained in time', async () => {
    const { source, call, links } = pooled({}, { drainMs: 10_000 });
    links.answers = () => new Promise(() => undefined);
    void outcome(call());
    await settle();
    source.set({});
    await jest.advanceTimersByTimeAsync(9_999);
    expect(links.alive).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(links.alive).toBe(0);
  });

  it('takes a removed server out at once', async () => {
    const { source, pool, call } = pooled();
    source.set({});
    expect(pool.servers.size).toBe(0);
    expect(await outcome(call())).toMatchObject({ code: 'mcp_server_unreachable' });
  });

  it('gives a server a new chance: its health belongs to what it was', async () => {
    const { source, links, call, server } = pooled();
    links.starting = () => Promise.reject(refused());
    await outcome(call());
    source.set({ a: current('2') });
    expect(server.health.state).toBe('idle');
    expect(await call()).toEqual({ method: 'tools/call' });
  });
});

describe('a server that is not shared', () => {
  it('has a link for each session, which ends with the session', async () => {
    const { call, links, pool } = pooled({ shared: false });
    await Promise.all([call('s1'), call('s1'), call('s2')]);
    expect(links.attempts).toBe(2);
    await pool.endSession('s1');
    expect(links.alive).toBe(1);
    await call('s2');
    expect(links.attempts).toBe(2);
  });

  it('has no more links than it may', async () => {
    const { call, pool, server } = pooled({ shared: false }, { mostLinks: 2 });
    await call('s1');
    await call('s2');
    expect(await outcome(call('s3'))).toMatchObject({ code: 'mcp_server_unreachable' });
    expect(server.health).toMatchObject({ state: 'up', failures: 0 });
    await pool.endSession('s1');
    expect(await call('s3')).toEqual({ method: 'tools/call' });
  });

  it('says for which session it speaks', async () => {
    const { call, links, events } = pooled({ shared: false });
    await call('s1');
    links.made[0]?.listener({ method: 'notifications/message' });
    expect(events.at(-1)).toMatchObject({ type: 'notification', session: 's1' });
  });
});

describe('the end of the pool', () => {
  it('ends every link, drained ones and starting ones too', async () => {
    const { pool, source, call, links, made } = pooled();
    links.answers = () => new Promise(() => undefined);
    void outcome(call());
    await settle();
    source.set({ a: current('2') });
    made('a2').starting = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    const starting = outcome(call());
    await settle();
    const closed = pool.close();
    await jest.advanceTimersByTimeAsync(1);
    await closed;
    expect(links.alive).toBe(0);
    expect(made('a2').made).toHaveLength(0);
    expect(await starting).toBeInstanceOf(Error);
    expect(source.listeners.size).toBe(0);
  });
});
