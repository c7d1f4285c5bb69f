import type { Service } from '../../api/ops-views.js';
import { mayRollOut, serviceActions } from './service-actions.js';

const ALL = { mayOperate: true, mayDeploy: true, canAct: true };
const service = (state: string, node = 'local', isProtected = false) =>
  ({ state, node, protected: isProtected }) as Service;
const names = (...of: Parameters<typeof serviceActions>) => {
  const { first, others } = serviceActions(...of);
  return [first, ...others];
};

describe('what is offered for a service', () => {
  it('fits its state', () => {
    expect(names(service('running'), ALL)).toEqual(['restart', 'stop', 'up', 'pull']);
    expect(names(service('exited'), ALL)).toEqual(['start', 'up', 'pull']);
    expect(names(service('absent'), ALL)).toEqual(['up', 'pull']);
  });

  it('on another node makes no container', () => {
    expect(names(service('running', 'gpu-1'), ALL)).toEqual(['restart', 'stop', 'pull']);
  });

  it('is nothing for a viewer, for what is protected, and while ops is away', () => {
    expect(names(service('running'), { ...ALL, mayOperate: false, mayDeploy: false })).toEqual([undefined]);
    expect(names(service('running', 'local', true), ALL)).toEqual([undefined]);
    expect(names(service('running'), { ...ALL, canAct: false })).toEqual([undefined]);
  });
});

it('another image is rolled out on the local node alone, by who may deploy, unless it is protected', () => {
  expect(mayRollOut(service('running'), ALL)).toBe(true);
  expect(mayRollOut(service('running', 'gpu-1'), ALL)).toBe(false);
  expect(mayRollOut(service('running', 'local', true), ALL)).toBe(false);
  expect(mayRollOut(service('running'), { ...ALL, mayDeploy: false })).toBe(false);
  expect(mayRollOut(service('running'), { ...ALL, canAct: false })).toBe(false);
});
