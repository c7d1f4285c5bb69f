import { shortDigest, duration } from '../../time/format.js';
import { rateText } from '../models/rates.js';
import { useLibrary } from '../models/use-models.js';
import { figuresOf, type AnswerEntry } from './entries.js';
import css from './Message.module.css';
import { TimelineLink } from './TimelineLink.js';

/** AnswerFigures are how fast an answer was, of which model, and where all of its story is. */
export function AnswerFigures({ entry }: { readonly entry: AnswerEntry }) {
  const { firstMs, tokensPerSecond: rate, input, output } = figuresOf(entry);
  const { state, requestId, model } = entry;
  if (state === 'running') return null;
  return (
    <div className={css.figures}>
      {firstMs !== undefined && <span>First token {duration(firstMs)}</span>}
      {rate !== undefined && <span>{rateText(rate)} tokens/s</span>}
      {output !== undefined && (
        <span>
          {input} in, {output} out
        </span>
      )}
      <Digest model={model} />
      {requestId !== undefined && <TimelineLink id={requestId} />}
    </div>
  );
}

function Digest({ model }: { readonly model: string }) {
  const digest = useLibrary().data?.models.find(({ id }) => id === model)?.digest ?? undefined;
  return digest === undefined ? null : <code title={digest}>{shortDigest(digest)}</code>;
}
