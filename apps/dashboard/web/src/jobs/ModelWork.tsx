import type { ModelPull } from '../api/library-views.js';
import type { OwnBenchmark } from '../data/benchmarks.js';
import { Link, Progress, State } from '../kit/index.js';
import { modelPath } from '../pages/models/model-state.js';
import { barText, percentOf, progressText, pullState } from '../pages/models/pull-words.js';
import { duration } from '../time/format.js';
import { useNow } from '../time/now.js';
import css from './Jobs.module.css';
import type { WorkOfModels } from './running-work.js';

/** ModelWork lists what goes on with models: it is the gateway's and no job, but it takes time and room like one. */
export function ModelWork({ pulls, benchmarks }: WorkOfModels) {
  return (
    <ul className={css.cards}>
      {pulls.map((pull) => (
        <PullNow key={pull.id} pull={pull} />
      ))}
      {benchmarks.map((one) => (
        <BenchmarkNow key={`${one.model} ${one.since}`} of={one} />
      ))}
    </ul>
  );
}

function PullNow({ pull }: { readonly pull: ModelPull }) {
  const { kind, word } = pullState(pull);
  return (
    <li className={css.step} data-row="">
      <div className={css.stepLine}>
        <Link to="/models#pulls">Pull {pull.model}</Link>
        <State kind={kind}>{word}</State>
      </div>
      {pull.state === 'running' && (
        <Progress label={`Pull of ${pull.model}`} percent={percentOf(pull)} text={barText(pull)} />
      )}
      <p className={css.muted}>
        By {pull.actor}. {progressText(pull)}
      </p>
    </li>
  );
}

function BenchmarkNow({ of: { model, since } }: { readonly of: OwnBenchmark }) {
  const now = useNow();
  return (
    <li className={css.step} data-row="">
      <div className={css.stepLine}>
        <Link to={modelPath(model)}>Benchmark {model}</Link>
        <State kind="working">Running</State>
      </div>
      <p className={css.muted}>Of this tab, for {duration(Math.max(0, now - since))}</p>
    </li>
  );
}
