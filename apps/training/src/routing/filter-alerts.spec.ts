import { filterAlerts, type FilterRules } from './filter-alerts.js';
import type { RoutedAlert } from './routed-alert.js';
import { emptyState, type RoutingState } from './routing-state.js';

const start = new Date('2026-11-20T12:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000);
const rules: FilterRules = {
  minSeverity: 'warning',
  dedupeWindowSeconds: 900,
  rateLimitWindowSeconds: 60,
  maxAlertsPerWindow: 2,
};
const alert = (message: string, severity: RoutedAlert['severity'] = 'warning'): RoutedAlert => ({
  severity,
  category: 'speed',
  message,
});
const passing = (alerts: RoutedAlert[], state: RoutingState, time: Date, over: Partial<FilterRules> = {}) =>
  filterAlerts(alerts, state, { ...rules, ...over }, time);
const messages = (alerts: readonly RoutedAlert[]) => alerts.map(({ message }) => message);

describe('the filter of alerts', () => {
  it('lets through what is severe enough', () => {
    const given = [alert('a', 'info'), alert('b'), alert('c', 'critical')];
    const filtered = passing(given, emptyState(start), start);
    expect([filtered.severe, messages(filtered.passed)]).toEqual([2, ['b', 'c']]);
    expect(messages(passing(given, emptyState(start), start, { minSeverity: 'info' }).passed)).toEqual([
      'a',
      'b',
    ]);
  });

  it('drops what says the same, in any case and spacing, until the window is over', () => {
    const { next, ...first } = passing([alert('Slow.'), alert(' slow. ')], emptyState(start), start);
    expect([first.passed.length, first.droppedDuplicate]).toEqual([1, 1]);
    expect(passing([alert('slow.')], next, after(899)).droppedDuplicate).toBe(1);
    expect(passing([alert('slow.')], next, after(900)).passed.length).toBe(1);
  });

  it('takes another code for another alert', () => {
    const other = { ...alert('slow'), code: 'SPEED_SLOW' };
    expect(passing([alert('slow'), other], emptyState(start), start).passed.length).toBe(2);
  });

  it('drops no repetition when there is no window', () => {
    const { passed } = passing([alert('a'), alert('a')], emptyState(start), start, {
      dedupeWindowSeconds: 0,
    });
    expect(passed.length).toBe(2);
  });

  it('stops at the limit of a window, and lets what it stopped through in the next', () => {
    const first = passing([alert('a'), alert('b'), alert('c')], emptyState(start), start);
    expect([messages(first.passed), first.droppedRateLimit]).toEqual([['a', 'b'], 1]);
    expect(passing([alert('c')], first.next, after(59)).droppedRateLimit).toBe(1);
    const later = passing([alert('a'), alert('c')], first.next, after(60));
    expect([messages(later.passed), later.droppedDuplicate]).toEqual([['c'], 1]);
    expect(passing([alert('c')], first.next, after(1), { maxAlertsPerWindow: 0 }).passed.length).toBe(1);
  });

  it('keeps no alert away because a clock was put back', () => {
    const { next } = passing([alert('a'), alert('b')], emptyState(start), start);
    expect(messages(passing([alert('a'), alert('b')], next, after(-3_600)).passed)).toEqual(['a', 'b']);
  });

  it('forgets what no window reaches, and the oldest of very many', () => {
    const old = { ...emptyState(start), recent: { old: start.getTime() / 1_000 - 8 * 86_400 } };
    expect(passing([], old, start).next.recent).toEqual({});
    const many = Object.fromEntries(
      Array.from({ length: 10_001 }, (_, at) => [`${at}-`, start.getTime() / 1_000 - at]),
    );
    const { recent } = passing([], { ...emptyState(start), recent: many }, start).next;
    expect([Object.keys(recent).length, '10000-' in recent, '9999-' in recent]).toEqual([
      10_000,
      false,
      true,
    ]);
  });
});
