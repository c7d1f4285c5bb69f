import type { Service } from '../api/ops-views.js';
import { stateWords, type StateWord } from '../kit/state-word.js';

export type ServiceState = StateWord;

const stateOf = stateWords({
  running: ['ok', 'Running'],
  restarting: ['attention', 'Restarting again and again'],
  paused: ['off', 'Paused'],
  created: ['off', 'Not started'],
  removing: ['working', 'Being removed'],
  absent: ['off', 'No container'],
  mixed: ['attention', 'Partly running'],
  dead: ['failed', 'Dead'],
});

/** serviceState is a service's state and health in one word; one that ended with an error has failed. */
export function serviceState({ state, health, containers }: Service): ServiceState {
  if (state === 'running' && health === 'unhealthy') return { kind: 'failed', word: 'Unhealthy' };
  if (state === 'running' && health === 'starting') return { kind: 'working', word: 'Starting' };
  if (state === 'exited') return exited(containers);
  return stateOf(state);
}

/** What a stop by Docker ends with: the signals TERM and KILL. */
const STOPPED = new Set([0, 130, 137, 143]);

function exited(containers: Service['containers']): ServiceState {
  const failed = containers.find(({ exit_code: code }) => !STOPPED.has(code));
  if (failed === undefined) return { kind: 'off', word: 'Stopped' };
  return { kind: 'failed', word: `Ended with ${failed.exit_code}` };
}
