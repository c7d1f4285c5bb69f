import { asProblem, sentence } from '../../api/problem.js';
import { Age, Panel, State } from '../../kit/index.js';
import { bytes } from '../../time/format.js';
import css from './Overview.module.css';
import { useKind, useLoadedModels } from './use-overview.js';

/** ModelsPanel is what is in memory, and what the models are doing. */
export function ModelsPanel() {
  const query = useLoadedModels();
  const rates = useKind('gateway').data?.models ?? [];
  const { data: models, error, dataUpdatedAt } = query;
  const rateOf = (model: string) => rates.find(({ id }) => id === model);
  return (
    <Panel title="Models loaded" aside={<Age at={dataUpdatedAt} />}>
      {models === undefined && error && (
        <State kind="unknown">Unknown. {sentence(asProblem(error).message)}</State>
      )}
      {models?.length === 0 && <p className={css.muted}>No model is in memory. The first call loads one.</p>}
      {models !== undefined && models.length > 0 && (
        <ul className={css.rows}>
          {models.map(({ id, name, size, vram }) => (
            <li key={id} data-row="">
              <div className={css.what}>
                <span className={css.name}>{name}</span>
                <p className={css.muted}>{memoryText(size, vram)}</p>
              </div>
              <span className={css.figure}>{`${rateOf(id)?.tokens_per_sec ?? 0} tokens/s`}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function memoryText(size: number | null, vram: number | null): string {
  if (size === null) return 'Size unknown';
  if (vram === null) return bytes(size);
  if (vram === 0) return `${bytes(size)} in main memory`;
  return vram >= size ? `${bytes(size)} on GPU` : `${bytes(vram)} of ${bytes(size)} on GPU`;
}
