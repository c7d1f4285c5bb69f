import type { Throughput } from '../../api/gateway.js';
import type { LibraryModel } from '../../api/library-views.js';
import { CopyText, Facts, Panel, Time } from '../../kit/index.js';
import { bytes, shortDigest } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import { Benchmark } from './Benchmark.js';
import css from './Models.module.css';
import { NewestCalls } from './NewestCalls.js';
import { RateChart } from './RateChart.js';
import { axisOf, inWords, rateText } from './rates.js';
import { usePoints, useThroughput, useUsage } from './use-models.js';

/** AboutModel is what is known of a model: never hidden are its provider, its digest and who uses it. */
export function AboutModel({ model }: { readonly model: LibraryModel }) {
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <Speed model={model.id} />
        <div className={css.later}>
          <NewestCalls model={model.id} />
        </div>
      </div>
      <div className={css.column}>
        <Panel title="About">
          <Facts of={factsOf(model)} />
        </Panel>
        <UsedBy model={model.id} />
        <Benchmark model={model.id} />
      </div>
    </div>
  );
}

function factsOf(model: LibraryModel): Parameters<typeof Facts>[0]['of'] {
  const {
    size_bytes: size,
    vram_bytes: memory,
    digest,
    context_length: context,
    loaded_context_length: loaded,
  } = model;
  return [
    ['Provider', model.provider],
    model.parameter_size !== null && ['Parameters', model.parameter_size],
    model.quantization !== null && ['Quantization', model.quantization],
    model.family !== null && ['Family', model.family],
    size !== null && ['On disk', bytes(size)],
    memory !== null && ['GPU memory', bytes(memory)],
    model.loaded_until !== null && ['In memory until', <Time key="until" at={model.loaded_until} />],
    context !== null && ['Context', `${context.toLocaleString('en-GB')} tokens`],
    loaded !== null && loaded !== context && ['Loaded with', `${loaded.toLocaleString('en-GB')} tokens`],
    ['Calls running', model.in_flight],
    [
      'Last used',
      model.last_used === null ? 'Not since the gateway started' : <Time key="used" at={model.last_used} />,
    ],
    model.modified_at !== null && ['Changed', <Time key="changed" at={model.modified_at} />],
    model.capabilities.length > 0 && ['Can do', model.capabilities.join(', ')],
    digest !== null && [
      'Digest',
      <CopyText key="digest" text={digest} shown={shortDigest(digest)} what="digest" />,
    ],
  ];
}

function Speed({ model }: { readonly model: string }) {
  const points = usePoints(model).get(model) ?? [];
  const rates = useThroughput().data?.models[model];
  const now = Math.ceil(useNow() / 10_000) * 10_000;
  return (
    <Panel title="Tokens per second">
      {rates && <Facts of={percentiles(rates)} />}
      {points.length > 0 && <RateChart label={model} points={points} axis={axisOf([points], now)} />}
      <p className={css.muted}>{inWords(points, now)}</p>
    </Panel>
  );
}

function percentiles({ latest, peak, p50, p95, p99, sample_count: count }: Throughput): [string, string][] {
  return [
    ['Latest', rateText(latest)],
    ['Peak', rateText(peak)],
    ['p50', rateText(p50)],
    ['p95', rateText(p95)],
    ['p99', rateText(p99)],
    ['Calls measured', String(count)],
  ];
}

function UsedBy({ model }: { readonly model: string }) {
  const services = useUsage().data?.by_model[model]?.services ?? [];
  return (
    <Panel title="Used by" aside={<span className={css.muted}>Last 24 hours</span>}>
      {services.length === 0 && <p className={css.muted}>Nobody.</p>}
      <ul className={css.services}>
        {services.map(({ name, count, last_tps: rate, last_ts: at }) => (
          <li key={name}>
            <strong>{name}</strong>
            <span className={css.muted}>
              {count === 1 ? '1 call' : `${count} calls`}, the last <Time at={1_000 * at} /> at{' '}
              {rateText(rate)} tokens/s
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
