import type { Throughput } from '../../api/gateway.js';
import type { LibraryModel } from '../../api/library-views.js';
import { Link, State, Time } from '../../kit/index.js';
import { bytes, shortDigest } from '../../time/format.js';
import { LoadProgress } from './LoadProgress.js';
import css from './Models.module.css';
import { modelPath, modelState } from './model-state.js';
import { rateText } from './rates.js';

/** A model with what other answers tell of it. */
export interface ModelRow {
  readonly model: LibraryModel;
  readonly node: string;
  readonly rates: Throughput | undefined;
  /** Who called it last. */
  readonly service: string | undefined;
}

export function nameCell({ model }: ModelRow) {
  const { id, digest, quantization, parameter_size: parameters, size_bytes: size } = model;
  const about = [parameters, quantization, size === null ? null : bytes(size)].filter(
    (part) => part !== null,
  );
  return (
    <span className={css.name}>
      <Link to={modelPath(id)}>{id}</Link>
      {model.default && <span className={css.mark}>Default</span>}
      {(about.length > 0 || digest !== null) && (
        <span className={css.about}>
          {about.map((part) => (
            <span key={part}>{part}</span>
          ))}
          {digest !== null && <code title={digest}>{shortDigest(digest)}</code>}
        </span>
      )}
    </span>
  );
}

/** The name of a node stays whole; that of a host on the network may be long. */
export function nodeCell({ node }: ModelRow) {
  return <span className={node.includes('.') ? css.host : css.figure}>{node}</span>;
}

export function stateCell({ model }: ModelRow) {
  const { kind, word } = modelState(model);
  const why = model.loading ? undefined : model.load_failure?.message;
  return (
    <span className={css.state} title={why}>
      <State kind={kind}>{word}</State>
      <LoadProgress model={model} />
    </span>
  );
}

export function contextCell({ model: { context_length: most, loaded_context_length: now } }: ModelRow) {
  if (most === null && now === null) return null;
  const title =
    now !== null && most !== null && now !== most
      ? `Loaded with ${now.toLocaleString('en-GB')} of ${most.toLocaleString('en-GB')}`
      : undefined;
  return <span title={title}>{(now ?? most ?? 0).toLocaleString('en-GB')}</span>;
}

/** A model can have answered without a rate: in one piece, by an upstream that counts nothing. */
export function rateCell({ rates }: ModelRow) {
  if (rates === undefined || rates.sample_count === 0) return null;
  return <span title={`Of the last call; p50 ${rateText(rates.p50)}`}>{rateText(rates.latest)}</span>;
}

export function usedCell({ model: { in_flight: calls, last_used: at }, service }: ModelRow) {
  if (calls === 0 && at === null && service === undefined) return null;
  return (
    <span className={css.used}>
      {calls > 0 ? <State kind="working">{calls} running</State> : at !== null && <Time at={at} />}
      {service !== undefined && <span className={css.muted}>{service}</span>}
    </span>
  );
}
