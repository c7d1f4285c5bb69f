import { useMemo } from 'react';
import type { Throughput } from '../../api/gateway.js';
import { DataTable, Link, Panel, Resource, type Column } from '../../kit/index.js';
import { duration } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import { RateChart } from './RateChart.js';
import css from './Models.module.css';
import { modelPath } from './model-state.js';
import { axisOf, rateText, type Axis, type RatePoint } from './rates.js';
import { usePoints, useThroughput, useUsage } from './use-models.js';

interface Row {
  readonly id: string;
  readonly rates: Throughput;
  readonly points: readonly RatePoint[];
  readonly axis: Axis;
  readonly services: readonly string[];
}

/** ThroughputPanel compares the models that were used: their charts have one axis. */
export function ThroughputPanel() {
  const query = useThroughput();
  return (
    <Panel
      title="Throughput"
      aside={<span className={css.muted}>Tokens per second, of the last 500 calls of each model</span>}
    >
      <Resource query={query} what="throughput">
        {({ models }) => <Rates models={models} />}
      </Resource>
    </Panel>
  );
}

function Rates({ models }: { readonly models: Readonly<Record<string, Throughput>> }) {
  const rows = useRows(models);
  if (rows.length === 0)
    return <p className={css.muted}>No model has answered yet. The first chat is measured here.</p>;
  return (
    <>
      <DataTable label="Throughput by model" rows={rows} columns={COLUMNS} rowKey={({ id }) => id} />
      <p className={css.muted}>{axisText(rows)}</p>
    </>
  );
}

function axisText(rows: readonly Row[]): string {
  const [drawn] = rows.filter(({ points }) => points.length > 0);
  if (drawn === undefined) return 'No call is known that could be drawn.';
  const { from, to, top } = drawn.axis;
  return `All charts have one axis: 0 to ${rateText(top)} tokens per second, over the last ${duration(to - from)}.`;
}

function useRows(models: Readonly<Record<string, Throughput>>): readonly Row[] {
  const points = usePoints();
  const { data: usage } = useUsage();
  // A minute's grain: the charts need not be drawn anew each second.
  const now = Math.ceil(useNow() / 60_000) * 60_000;
  return useMemo(() => {
    const axis = axisOf(points.values(), now);
    return Object.entries(models).map(([id, rates]) => ({
      id,
      rates,
      axis,
      points: points.get(id) ?? [],
      services: usage?.by_model[id]?.services.map(({ name }) => name) ?? [],
    }));
  }, [models, points, usage, now]);
}

const figure = (name: Exclude<keyof Throughput, 'first_token_ms'>, header: string): Column<Row> => ({
  id: name,
  header,
  align: 'end',
  cell: ({ rates }) => (rates.sample_count === 0 ? '–' : rateText(rates[name])),
});

const COLUMNS: readonly Column<Row>[] = [
  { id: 'model', header: 'Model', isTitle: true, cell: ({ id }) => <Link to={modelPath(id)}>{id}</Link> },
  {
    id: 'chart',
    header: 'Calls over time',
    cell: ({ id, points, axis }) =>
      points.length === 0 ? null : <RateChart label={id} points={points} axis={axis} isSmall />,
  },
  figure('latest', 'Latest'),
  figure('peak', 'Peak'),
  figure('p50', 'p50'),
  figure('p95', 'p95'),
  figure('p99', 'p99'),
  {
    id: 'services',
    header: 'Used by',
    cell: ({ services }) => <span className={css.muted}>{services.join(', ')}</span>,
  },
];
