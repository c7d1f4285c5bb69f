import { clientCredentials, ownerCredentials } from './credentials.js';

const owner = ownerCredentials({ OPS_CONTROLLER_TOKEN: 'ops', GATEWAY_KEY: 'gateway', ROUTER_KEY: 'router' });

describe("the owner's keys", () => {
  it.each([
    ['ops', '/services', 'ops'],
    ['router', '/api/mcp/servers', 'ops'],
    ['router', '/mcp/servers', 'router'],
    ['router', '/v1/chat/completions', 'router'],
    ['gateway', '/api/models', 'ops'],
    ['gateway', '/api/models/pulls/7/events', 'ops'],
    ['gateway', '/api/calls?limit=5', 'ops'],
    ['gateway', '/api/modelsome', 'gateway'],
    ['gateway', '/v1/models', 'gateway'],
    ['gateway', '/api/throughput/stats', 'gateway'],
  ] as const)('go to %s for %s: that of %s', (upstream, path, key) => {
    expect(owner.keyFor(upstream, path)).toBe(key);
  });

  it('fall back where there is one key for both', () => {
    const one = ownerCredentials({
      DASHBOARD_OPS_TOKEN: 'mine',
      OPS_CONTROLLER_TOKEN: 'ops',
      GATEWAY_KEY: 'gateway',
    });
    expect(one.keyFor('router', '/mcp')).toBe('gateway');
    expect(one.keyFor('ops', '/services')).toBe('mine');
    expect(ownerCredentials({}).keyFor('gateway', '/v1/models')).toBeUndefined();
  });
});

it("a client's key goes everywhere, and cannot be read from its mark", () => {
  const client = clientCredentials('a-key-of-a-client');
  expect(client.keyFor('ops', '/services')).toBe('a-key-of-a-client');
  expect(client.keyFor('gateway', '/v1/models')).toBe('a-key-of-a-client');
  expect(client.mark).not.toContain('a-key-of-a-client');
  expect(clientCredentials('another').mark).not.toBe(client.mark);
});
