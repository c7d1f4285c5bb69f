import type { Deployment } from '../../api/deployments.js';
import { beforeOf, deploymentsOf, reversible } from './deployments-of.js';

const ID = `sha256:${'a'.repeat(64)}`;
const deployment = (given: Partial<Deployment> = {}) =>
  ({
    id: '1',
    action: 'deploy',
    state: 'ok',
    services: ['web'],
    before: { web: { reference: 'images.example/web:1', id: ID } },
    ...given,
  }) as Deployment;

it('the newest deployments are those that touched the service, five at most', () => {
  const all = [deployment({ services: ['db'] }), ...Array.from({ length: 7 }, () => deployment())];
  expect(deploymentsOf('web', all)).toHaveLength(5);
  expect(deploymentsOf('db', all)).toHaveLength(1);
});

it('what ran before is its reference, with the id of its image where it was kept', () => {
  expect(beforeOf(deployment(), 'web')).toBe('images.example/web:1, aaaaaaaaaaaa');
  expect(beforeOf(deployment({ before: { web: { reference: 'web:1' } } }), 'web')).toBe('web:1');
  expect(beforeOf(deployment({ before: {} }), 'constructor')).toBeUndefined();
});

describe('a way back is offered', () => {
  it('from the newest deployment alone', () => {
    const [newest, older] = [deployment({ id: '2' }), deployment()];
    expect(reversible([newest, older])).toBe(newest);
    expect(reversible([])).toBeUndefined();
  });

  it.each<[string, Partial<Deployment>]>([
    ['failed, and went back by itself', { state: 'error' }],
    ['runs still', { state: 'running' }],
    ['is a way back itself', { action: 'rollback' }],
    ['replaced nothing', { before: {} }],
    ['replaced nothing of another service', { services: ['web', 'db'] }],
  ])('not from one that %s', (_, given) => {
    expect(reversible([deployment(given), deployment()])).toBeUndefined();
  });
});
