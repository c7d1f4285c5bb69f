import { summaryOf, timeSeriesSummary, type SummarizedPoint } from './index.js';

function point(given: Partial<SummarizedPoint>): SummarizedPoint {
  return {
    status: 'running',
    current_step: null,
    iter_per_sec: null,
    loss_last: null,
    overall_health: 'healthy',
    alert_count: 0,
    alert_max_severity: 'none',
    ...given,
  };
}

it('tells how a run went from the first point to the last', () => {
  const points = [
    point({
      current_step: 10,
      iter_per_sec: 1,
      loss_last: 0.8,
      gpu_utilization_pct: 90,
      gpu_memory_used_mb: 8000,
    }),
    point({
      current_step: 20,
      iter_per_sec: 1,
      loss_last: 0.7,
      gpu_utilization_pct: 100,
      gpu_memory_used_mb: 9000,
    }),
    point({
      current_step: 30,
      iter_per_sec: 1.5,
      loss_last: 0.9,
      overall_health: 'warning',
      alert_count: 1,
      alert_max_severity: 'warning',
    }),
    point({
      status: 'completed',
      current_step: 40,
      iter_per_sec: 1.5,
      loss_last: 0.6,
      overall_health: 'critical',
      alert_count: 2,
      alert_max_severity: 'critical',
    }),
  ];
  const summary = summaryOf(points);
  expect(timeSeriesSummary.parse(summary)).toEqual({
    point_count: 4,
    step: { start: 10, end: 40, delta: 30 },
    iter_per_sec: { mean: 1.25, max: 1.5, trend_pct: 50 },
    loss: { start: 0.8, end: 0.6, delta_pct: -25 },
    gpu: { util_mean_pct: 95, memory_peak_mb: 9000 },
    status_counts: { running: 3, completed: 1 },
    health_counts: { healthy: 2, warning: 1, critical: 1 },
    alerts: { total_alerts: 3, critical_points: 1, warning_points: 1 },
  });
});

it('says what is not known instead of making up a number', () => {
  expect(summaryOf([])).toMatchObject({
    point_count: 0,
    step: { start: null, end: null, delta: null },
    iter_per_sec: { mean: null, max: null, trend_pct: null },
    loss: { delta_pct: null },
    gpu: { util_mean_pct: null, memory_peak_mb: null },
  });
  expect(summaryOf([point({ loss_last: 0 }), point({ loss_last: 1 })]).loss.delta_pct).toBeNull();
});
