import type { Service, ServiceContainer } from '../api/ops-views.js';
import { serviceState } from './service-state.js';

const container = (exit_code: number) => ({ exit_code }) as ServiceContainer;
const service = (state: string, given: Partial<Service> = {}): Service => ({
  id: 'web',
  name: 'web',
  node: 'local',
  project: 'home',
  state,
  protected: false,
  drift: 'none',
  depends_on: [],
  containers: [],
  ...given,
});

describe('the state of a service', () => {
  it.each([
    ['runs', service('running'), 'ok', 'Running'],
    ['is ill', service('running', { health: 'unhealthy' }), 'failed', 'Unhealthy'],
    ['has just begun', service('running', { health: 'starting' }), 'working', 'Starting'],
    ['ended by itself', service('exited', { containers: [container(0)] }), 'off', 'Stopped'],
    ['was stopped', service('exited', { containers: [container(137)] }), 'off', 'Stopped'],
    ['ended with an error', service('exited', { containers: [container(1)] }), 'failed', 'Ended with 1'],
    ['is in a state that this page does not know', service('swimming'), 'unknown', 'swimming'],
  ])('that %s', (_, given, kind, word) => {
    expect(serviceState(given)).toEqual({ kind, word });
  });
});
