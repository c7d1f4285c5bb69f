import fc from 'fast-check';
import { RouteTable } from './route-table.js';

const table = new RouteTable({
  gateway: ['GET /v1/models/{path}'],
  ops: ['GET /services', 'GET /services/{id}', 'POST /services/{id}/{action}', 'GET /services/{id}/logs'],
  router: ['POST /mcp/{server}', 'GET /mcp/servers', 'GET /mcp/{server}'],
});
const ops = (method: string, sent: string) => table.pathFor('ops', method, sent);

describe('the way through to an upstream', () => {
  it('is open for routes that its document names', () => {
    expect(ops('GET', '/services')).toBe('/services');
    expect(ops('POST', '/services/ollama/restart')).toBe('/services/ollama/restart');
    expect(table.pathFor('gateway', 'GET', '/v1/models/ollama%2Fqwen3:8b')).toBe(
      '/v1/models/ollama%2Fqwen3%3A8b',
    );
  });

  it('takes a route that is spelt out before one with a parameter', () => {
    expect(table.pathFor('router', 'GET', '/mcp/servers')).toBe('/mcp/servers');
    expect(table.pathFor('router', 'POST', '/mcp/servers')).toBe('/mcp/servers');
  });

  it.each([
    ['DELETE', '/services'],
    ['GET', '/'],
    ['GET', ''],
    ['GET', '/services/'],
    ['GET', '//services'],
    ['GET', '/metrics'],
    ['GET', '/services/../metrics'],
    ['GET', '/services/..'],
    ['GET', '/services/%2e%2e'],
    ['GET', '/services/%2E%2E%2fmetrics'],
    ['GET', '/services/..%2f..%2fmetrics'],
    ['GET', '/services/.'],
    ['GET', '/services/a%00b'],
    ['GET', '/services/a%0d%0ahost:%20evil'],
    ['GET', '/services/%ff'],
    ['GET', '/services/%'],
    ['GET', '/services/a/logs/more'],
  ])('is shut for %s %s', (method, sent) => {
    expect(ops(method, sent)).toBeUndefined();
  });

  it('never leads anywhere but below the template, however a parameter is spelt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        fc.pre(id.isWellFormed());
        const path = ops('GET', `/services/${encodeURIComponent(id)}`);
        if (path === undefined) return;
        expect(new URL(path, 'http://ops.example').pathname.split('/')).toHaveLength(3);
        expect(decodeURIComponent(path.slice('/services/'.length))).toBe(id);
      }),
    );
  });
});
