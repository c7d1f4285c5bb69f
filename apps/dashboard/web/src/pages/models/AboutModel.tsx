import type { Throughput } from '../../api/gateway.js';
import type { LibraryModel } from '../../api/library-views.js';
import { CopyText, Facts, Link, Panel, Time } from '../../kit/index.js';
import { bytes, shortDigest } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import { Benchmark } from './Benchmark.js';
import css from './Models.module.css';
import { NewestCalls } from './NewestCalls.js';
import { RateChart } from './RateChart.js';
import type { ProviderPlace } from './provider-place.js';
import { axisOf, firstTokenText, inWords, rateText } from './rates.js';
import { usePoints, useThroughput, useUsage } from './use-models.js';
import { usePlaces } from './use-places.js';

/** AboutModel is what is known of a model: never hidden are its provider, its digest and who uses it. */
export function AboutModel({ model }: { readonly model: LibraryModel }) {
  const place = usePlaces().get(model.provider);
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <Speed model={model.id} />
        <FirstToken model={model.id} />
        <div className={css.later}>
          <NewestCalls model={model.id} />
        </div>
      </div>
      <div className={css.column}>
        <Panel title="About">
          <Facts of={factsOf(model, place)} />
        </Panel>
        <UsedBy model={model.id} />
        <Benchmark model={model.id} />
      </div>
    </div>
  );
}

function factsOf(model: LibraryModel, place: ProviderPlace | undefined): Parameters<typeof Facts>[0]['of'] {
  const {
    size_bytes: size,
    vram_bytes: memory,
    digest,
    context_length: context,
    loaded_context_length: loaded,
  } = model;
  return [
    ['Provider', model.provider],
    place !== undefined && ['Node', place.node],
    place?.log !== undefined && [
      'Log',
      <Link key="log" to={place.log.path}>
        {place.log.service} on {place.node}
      </Link>,
    ],
    model.parameter_size !== null && ['Parameters', model.parameter_size],
    model.quantization !== null && ['Quantization', model.quantization],
    model.family !== null && ['Family', model.family],
    size !== null && ['On disk', bytes(size)],
    memory !== null && ['VRAM', bytes(memory)],
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
      {rates && rates.sample_count > 0 && <Facts of={figuresOf(rates, rateText)} />}
      {points.length > 0 && <RateChart label={model} points={points} axis={axisOf([points], now)} />}
      <p className={css.muted}>{inWords(points, now)}</p>
    </Panel>
  );
}

/** What a caller waited before the first word came, a load included. */
function FirstToken({ model }: { readonly model: string }) {
  const rates = useThroughput().data?.models[model];
  if (rates === undefined) return null;
  const { first_token_ms: waits } = rates;
  return (
    <Panel title="First token" aside={<span className={css.muted}>Of answers that were streamed</span>}>
      {waits === null ? (
        <p className={css.muted}>– No answer was streamed: one that comes whole has no first token.</p>
      ) : (
        <Facts of={figuresOf(waits, firstTokenText, 'Longest')} />
      )}
    </Panel>
  );
}

type Figures = Omit<Throughput, 'first_token_ms'>;

function figuresOf(
  { latest, peak, p50, p95, p99, sample_count: count }: Figures,
  text: (value: number) => string,
  most = 'Peak',
): [string, string][] {
  return [
    ['Latest', text(latest)],
    [most, text(peak)],
    ['p50', text(p50)],
    ['p95', text(p95)],
    ['p99', text(p99)],
    ['Calls measured', String(count)],
  ];
}

function UsedBy({ model }: { readonly model: string }) {
  const services = useUsage().data?.by_model[model]?.services ?? [];
  return (
    <Panel title="Used by" aside={<span className={css.muted}>Last 24 hours</span>}>
      {services.length === 0 && <p className={css.muted}>Nobody.</p>}
      <ul className={css.services}>
        {services.map(({ name, count, last_tps: rate, last_first_token_ms: wait, last_ts: at }) => (
          <li key={name}>
            <strong>{name}</strong>
            <span className={css.muted}>
              {count === 1 ? '1 call' : `${count} calls`}, the last <Time at={1_000 * at} />
              {rate > 0 && ` at ${rateText(rate)} tokens/s`}
              {wait !== null && `, first token after ${firstTokenText(wait)}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
