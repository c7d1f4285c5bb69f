import type { Service } from '../api/ops-views.js';

type Kind = 'ok' | 'working' | 'attention' | 'failed' | 'off' | 'unknown';

export interface ServiceState {
  readonly kind: Kind;
  readonly word: string;
}

const STATES: Readonly<Record<string, ServiceState>> = {
  running: { kind: 'ok', word: 'Running' },
  restarting: { kind: 'attention', word: 'Restarting again and again' },
  paused: { kind: 'off', word: 'Paused' },
  created: { kind: 'off', word: 'Not started' },
  removing: { kind: 'working', word: 'Being removed' },
  absent: { kind: 'off', word: 'No container' },
  mixed: { kind: 'attention', word: 'Partly running' },
  dead: { kind: 'failed', word: 'Dead' },
};

/** serviceState is a service's state and health in one word; one that ended with an error has failed. */
export function serviceState({ state, health, containers }: Service): ServiceState {
  if (state === 'running' && health === 'unhealthy') return { kind: 'failed', word: 'Unhealthy' };
  if (state === 'running' && health === 'starting') return { kind: 'working', word: 'Starting' };
  if (state === 'exited') return exited(containers);
  return STATES[state] ?? { kind: 'unknown', word: state };
}

/** What a stop by Docker ends with: the signals TERM and KILL. */
const STOPPED = new Set([0, 130, 137, 143]);

function exited(containers: Service['containers']): ServiceState {
  const failed = containers.find(({ exit_code: code }) => !STOPPED.has(code));
  if (failed === undefined) return { kind: 'off', word: 'Stopped' };
  return { kind: 'failed', word: `Ended with ${failed.exit_code}` };
}
