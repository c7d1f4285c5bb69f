import { containerAsksGpu, serviceAsksGpu } from './gpu-wish.js';

describe('a service asks for a GPU', () => {
  it.each([
    { deploy: { resources: { reservations: { devices: [{ driver: 'nvidia', count: 1 }] } } } },
    { deploy: { resources: { reservations: { devices: [{ capabilities: ['gpu'] }] } } } },
    { runtime: 'nvidia' },
    { gpus: 'all' },
    { gpus: [{ count: -1 }] },
  ])('by %j', (entry) => {
    expect(serviceAsksGpu(entry)).toBe(true);
  });

  it.each([
    {},
    { gpus: [] },
    { runtime: 'runc' },
    { deploy: { resources: { reservations: { devices: [{ capabilities: ['tpu'] }] } } } },
    { deploy: { resources: { reservations: { devices: ['gpu', null] } } } },
    { deploy: 'gpu' },
  ])('and not by %j', (entry) => {
    expect(serviceAsksGpu(entry)).toBe(false);
  });
});

describe('a container asks for a GPU', () => {
  it.each([
    [{ DeviceRequests: [{ Driver: '', Capabilities: [['compute'], ['gpu']] }] }, true],
    [{ DeviceRequests: [{ Driver: 'nvidia', Capabilities: null }] }, true],
    [{ Runtime: 'nvidia' }, true],
    [{ Runtime: 'runc', DeviceRequests: null }, false],
    [{ DeviceRequests: [{ Driver: 'cdi', Capabilities: [['storage']] }] }, false],
    [undefined, false],
  ])('by %j: %s', (host, asks) => {
    expect(containerAsksGpu(host)).toBe(asks);
  });
});
