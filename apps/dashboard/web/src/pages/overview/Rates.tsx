import { useMemo } from 'react';
import { Age, Panel } from '../../kit/index.js';
import { LineChart } from '../../kit/LineChart.js';
import { clockTime, counted } from '../../time/format.js';
import { useZone } from '../../time/zone.js';
import css from './Overview.module.css';
import { extremes, HOUR_MS, rateLines } from './rate-lines.js';
import { useKind, useOverview } from './use-overview.js';

/** Rates is what goes through the gateway: now, and over the last hour. */
export function Rates() {
  const { data: told, dataUpdatedAt } = useOverview();
  const { data: now, at } = useKind('gateway');
  const jobs = useKind('jobs').data?.jobs ?? [];
  const lines = useMemo(() => rateLines(told?.history ?? [], dataUpdatedAt), [told, dataUpdatedAt]);
  const span = useMemo(() => [dataUpdatedAt - HOUR_MS, dataUpdatedAt] as const, [dataUpdatedAt]);
  const waiting = jobs.filter(({ state }) => state === 'waiting').length;
  const running = jobs.filter(({ state }) => state === 'active').length;
  const rate = (value: number | undefined) =>
    now === undefined || now.window_sec === 0 ? 'Unknown' : shown(value ?? 0);
  if (told === undefined) return null;
  return (
    <Panel title="Traffic" aside={<Age at={at} />}>
      <dl className={css.tiles}>
        <Tile name="Tokens per second" value={rate(now?.tokens_per_sec)} />
        <Tile name="Requests per second" value={rate(now?.requests_per_sec)} />
        <Tile name="Calls in flight" value={now === undefined ? 'Unknown' : String(now.in_flight)} />
        <Tile name="Jobs running" value={String(running)} />
        <Tile name="Jobs queued" value={String(waiting)} />
      </dl>
      <div className={css.charts}>
        <RateChart
          title="Tokens per second"
          times={lines.times}
          values={lines.tokens}
          span={span}
          knownMs={lines.knownMs}
        />
        <RateChart
          title="Requests per second"
          times={lines.times}
          values={lines.requests}
          span={span}
          knownMs={lines.knownMs}
        />
      </div>
    </Panel>
  );
}

function Tile({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={value === 'Unknown' ? css.unknown : undefined}>{value}</dd>
    </div>
  );
}

interface RateChartProps {
  readonly title: string;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly span: readonly [number, number];
  readonly knownMs: number;
}

function RateChart({ title, times, values, span, knownMs }: RateChartProps) {
  const zone = useZone();
  const series = useMemo(() => [{ label: title, values }], [title, values]);
  const found = extremes(times, values);
  const known = Math.round(knownMs / 60_000);
  const much =
    known >= 58
      ? 'Over the last 60 minutes'
      : `Over the ${counted(known, 'minute')} of the last 60 in which somebody watched`;
  const summary =
    found === undefined
      ? 'Nothing is known yet: figures are kept from when this page is first open.'
      : `${much}: ${shown(found.mean)} on average, ${shown(found.peak.value)} at most, at ${clockTime(found.peak.at, zone)}.`;
  return (
    <LineChart title={title} summary={summary} times={times} series={series} span={span} format={shown} />
  );
}

function shown(value: number): string {
  if (value === 0) return '0';
  return value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}
