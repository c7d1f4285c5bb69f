import { filterOf } from './use-audit-filter.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');

it('a filter in the URL is asked for as it stands there, and a range from now', () => {
  expect(
    filterOf({ actor: 'ann', action: 'tool_call', result: 'denied', correlation: 'req-1', range: '1h' }, NOW),
  ).toEqual({
    actor: 'ann',
    action: 'tool_call',
    result: 'denied',
    correlation_id: 'req-1',
    since: '2026-11-21T11:00:00.000Z',
  });
});

it('what the API does not know is not asked for', () => {
  expect(
    filterOf(
      { action: 'explode', result: 'maybe', range: 'century', since: '2026-01-01T00:00:00.000Z' },
      NOW,
    ),
  ).toEqual({});
});

it('a range of one’s own counts only while it is chosen', () => {
  const times = { since: '2026-11-01T00:00:00.000Z', until: '2026-11-02T00:00:00.000Z' };
  expect(filterOf({ range: 'custom', ...times }, NOW)).toEqual(times);
  expect(filterOf({ range: 'any', ...times }, NOW)).toEqual({});
});

it('an object that ends with a star is all objects that begin so', () => {
  expect(filterOf({ resource: 'local/*' }, NOW)).toEqual({ resource_prefix: 'local/' });
  expect(filterOf({ resource: 'local/web' }, NOW)).toEqual({ resource: 'local/web' });
  expect(filterOf({ resource: '*' }, NOW)).toEqual({});
});
