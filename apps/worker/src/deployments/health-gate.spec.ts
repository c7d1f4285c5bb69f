import type { Service } from '@app/docker';
import { DomainError } from '@app/kernel';
import { HealthGate, type GateKeeper } from './health-gate.js';

interface Look {
  readonly state?: string;
  readonly health?: string | undefined;
  readonly restartCount?: number;
}

/** A node whose one service `web` shows these looks one after another, the last one for good. */
function gateOver(looks: readonly Look[], more: Partial<GateKeeper> = {}) {
  let now = 0;
  let turn = 0;
  const steps: string[] = [];
  const keeper: GateKeeper = {
    look: async () => {
      const look = looks[Math.min(turn++, looks.length - 1)];
      return look === undefined ? [] : [serviceWith(look)];
    },
    silence: async () => undefined,
    progress: async (step) => void steps.push(step),
    ...more,
  };
  const clock = { now: () => now, monotonic: () => now };
  const pause = async (ms: number, signal: AbortSignal) => {
    now += ms;
    signal.throwIfAborted();
  };
  const gate = new HealthGate(keeper, 3_000, { clock, pause });
  const pass = (timeoutMs: number, signal = new AbortController().signal) =>
    gate.pass(['web'], timeoutMs, signal);
  return { pass, steps, time: () => now };
}

function serviceWith({ state = 'running', health, restartCount = 0 }: Look): Service {
  const container = {
    id: 'a'.repeat(64),
    name: 'web_1',
    state,
    health,
    image: 'web:1',
    imageId: `sha256:${'b'.repeat(64)}`,
    imageDigest: undefined,
    configHash: undefined,
    composeVersion: undefined,
    ports: [],
    restartCount,
    exitCode: 3,
    startedAt: `2026-11-01T10:00:0${restartCount}Z`,
    leftOver: false,
  };
  return {
    node: 'local',
    service: 'web',
    state,
    health,
    dependsOn: [],
    protected: false,
    containers: [container],
  };
}

const starting = { health: 'starting' };

it('the gate opens when the health check passes', async () => {
  const { pass, time } = gateOver([starting, starting, { health: 'healthy' }]);
  await pass(60_000);
  expect(time()).toBe(1_000);
});

it('the gate opens after three quiet seconds when there is no health check', async () => {
  const { pass, time } = gateOver([{}]);
  await pass(60_000);
  expect(time()).toBe(3_000);
});

it.each([
  ['is unhealthy', { health: 'unhealthy' }, 'web_1 is unhealthy'],
  ['has ended', { state: 'exited' }, 'web_1 has ended (exit code 3)'],
])('a container that %s fails early', async (_, look, message) => {
  const { pass, time } = gateOver([starting, look]);
  await expect(pass(600_000)).rejects.toMatchObject({ code: 'service_unhealthy', message });
  expect(time()).toBe(500);
});

it('a container that is restarted again and again fails early', async () => {
  const looks = [0, 1, 2].map((restartCount) => ({ state: 'restarting', restartCount }));
  await expect(gateOver(looks).pass(600_000)).rejects.toMatchObject({
    message: 'web_1 keeps ending (exit code 3)',
  });
});

it('what is not well in time fails with what it waited for', async () => {
  const { pass, time } = gateOver([starting]);
  const message = 'the health check of web_1 has not passed yet, after 20 s';
  await expect(pass(20_000)).rejects.toMatchObject({ code: 'service_unhealthy', message });
  expect(time()).toBe(20_000);
});

it('a service without any container is waited for, not passed by', async () => {
  await expect(gateOver([]).pass(2_000)).rejects.toMatchObject({
    message: 'web has no container, after 2 s',
  });
});

it('a model that does not answer keeps the gate shut until it does', async () => {
  const silences = ['the model answered 503', 'the model answered 503', undefined];
  const { pass, time } = gateOver([{ health: 'healthy' }], { silence: async () => silences.shift() });
  await pass(60_000);
  expect(time()).toBe(1_000);
  const never = gateOver([{ health: 'healthy' }], { silence: async () => 'the model answered 404' });
  await expect(never.pass(3_000)).rejects.toMatchObject({
    message: 'web: the model answered 404, after 3 s',
  });
});

it('a model is not asked while its container is not well', async () => {
  const asked: string[] = [];
  const silence = async (service: string) => void asked.push(service);
  await gateOver([starting, starting, { health: 'healthy' }], { silence }).pass(60_000);
  expect(asked).toEqual(['web']);
});

it('whoever waits hears every five seconds what for', async () => {
  const { pass, steps } = gateOver([starting]);
  await expect(pass(16_000)).rejects.toThrow();
  expect(steps).toHaveLength(3);
  expect(steps[0]).toBe('wait for health: the health check of web_1 has not passed yet');
});

it('a cancelled wait ends with the reason of the cancellation', async () => {
  const stop = new AbortController();
  const reason = new DomainError('job_cancelled', 'the job was cancelled');
  const progress = async () => stop.abort(reason);
  await expect(gateOver([starting], { progress }).pass(60_000, stop.signal)).rejects.toBe(reason);
});
