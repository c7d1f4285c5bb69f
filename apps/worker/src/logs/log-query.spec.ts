import { queryIn } from '../nodes/service-query.js';
import { logQuery, sinceAt } from './log-query.js';

const read = (service: string, query: object) => queryIn(logQuery, service, query);
const now = () => Promise.resolve('2026-01-01T12:00:00.123456789Z');

it('a query is of the local node and to the end, unless it says otherwise', () => {
  expect(read('web', {})).toEqual({ service: 'web', node: 'local', follow: 'false' });
  expect(read('web', { node: 'gpu', tail: '5000', follow: 'true' })).toMatchObject({
    node: 'gpu',
    tail: 5_000,
  });
});

it.each([
  ['service', '../images', {}],
  ['service', 'a/b', {}],
  ['service', '', {}],
  ['node', 'web', { node: ['a', 'b'] }],
  ['node', 'web', { node: 'a?b' }],
  ['tail', 'web', { tail: '0' }],
  ['tail', 'web', { tail: '5001' }],
  ['tail', 'web', { tail: '1.5' }],
  ['since', 'web', { since: 'now' }],
  ['since', 'web', { since: '1969-12-31T23:59:59Z' }],
  ['since', 'web', { since: '2026-13-01T00:00:00Z' }],
  ['follow', 'web', { follow: 'yes' }],
  ['query', 'web', { stdin: '1' }],
])('a bad %s is refused by name', (param, service, query) => {
  expect(() => read(service, query)).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
});

it.each([
  ['10m', '2026-01-01T11:50:00.123Z'],
  ['1d', '2025-12-31T12:00:00.123Z'],
  ['999999999d', '1970-01-01T00:00:00.000Z'],
  ['2026-01-01T00:00:00.000000001+02:00', '2026-01-01T00:00:00.000000001+02:00'],
])('since %s begins at %s', async (since, at) => {
  expect(read('web', { since }).since).toBe(since);
  expect(await sinceAt(since, now)).toBe(at);
});
