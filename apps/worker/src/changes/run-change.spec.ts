import type { ContainerDetails } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { ChangeWork } from './change-work.js';
import { runChange } from './run-change.js';

const IDS = ['a'.repeat(64), 'b'.repeat(64)];

interface Parts {
  readonly held?: { needed: number; used: number };
  readonly released?: () => Promise<boolean>;
  readonly signal?: AbortSignal;
  readonly check?: () => Promise<void>;
}

/** A restart of `vllm`, which has two containers, and the calls in the order in which they are made. */
function restartOf({ held, released, signal, check }: Parts) {
  const calls: string[] = [];
  const call =
    (name: string) =>
    async (id = '') =>
      void calls.push(`${name} ${id.slice(0, 1)}`.trim());
  const details = { state: 'running', startedAt: '2026-11-01T10:00:00Z' } as ContainerDetails;
  const client = {
    stop: call('stop'),
    start: call('start'),
    restart: call('restart'),
    inspectContainer: async () => details,
  };
  const vram = {
    before: async () => held,
    released: async () => {
      calls.push('wait');
      return released?.() ?? true;
    },
  };
  const context = {
    signal: signal ?? new AbortController().signal,
    fence: { check: check ?? (() => Promise.resolve()) },
    progress: () => Promise.resolve(),
    log: call('log'),
  };
  const steps = IDS.map((container) => ({ service: 'vllm', effect: 'restart', container }) as PlanStep);
  const payload = { action: 'restart' };
  const work = { payload, plan: { steps }, engine: { node: {}, client }, vram, context };
  return { calls, work: work as unknown as ChangeWork };
}

const HELD = { needed: 38_000, used: 38_500 };

it('a service that holds no GPU memory is restarted by the engine, container by container', async () => {
  const { calls, work } = restartOf({});
  await runChange(work);
  expect(calls).toEqual(['restart a', 'restart b']);
});

it('one that does is stopped as a whole, waited for, and started', async () => {
  const { calls, work } = restartOf({ held: HELD });
  const result = await runChange(work);
  expect(calls).toEqual(['stop a', 'stop b', 'wait', 'start a', 'start b']);
  expect(result).toMatchObject({
    steps: IDS.map((container) => ({ container, effect: 'restart', memory_released: true })),
  });
});

it('one whose memory does not come back is started anyway, and that is told', async () => {
  const { calls, work } = restartOf({ held: HELD, released: () => Promise.resolve(false) });
  expect(await runChange(work)).toMatchObject({ steps: [{ memory_released: false }, {}] });
  expect(calls.slice(-2)).toEqual(['start a', 'start b']);
  expect(calls.join()).toContain('log');
});

it('a cancellation ends the wait and not the restart', async () => {
  const cancel = new AbortController();
  const released = () => {
    cancel.abort(new DomainError('job_cancelled', 'cancelled'));
    return Promise.reject(cancel.signal.reason as Error);
  };
  const { calls, work } = restartOf({ held: HELD, signal: cancel.signal, released });
  await runChange(work);
  expect(calls).toEqual(['stop a', 'stop b', 'wait', 'start a', 'start b']);
});

it('nothing is started any more once the hold on the service is lost', async () => {
  let checks = 0;
  const check = () =>
    checks++ < 3 ? Promise.resolve() : Promise.reject(new DomainError('lock_lost', 'lost'));
  const { calls, work } = restartOf({ held: HELD, check });
  await expect(runChange(work)).rejects.toMatchObject({ code: 'lock_lost' });
  expect(calls).toEqual(['stop a', 'stop b', 'wait']);
});
