import type { LibraryModel } from '../../api/library-views.js';
import { Progress } from '../../kit/index.js';
import { useNow } from '../../time/now.js';
import { loadPercent, loadText, type ModelLoad } from './load-words.js';

/** LoadProgress is how long a load has gone on, beside how long others took; nothing when none is under way. */
export function LoadProgress({ model: { id, load } }: { readonly model: LibraryModel }) {
  return load === null ? null : <Under id={id} load={load} />;
}

function Under({ id, load }: { readonly id: string; readonly load: ModelLoad }) {
  const now = useNow();
  return <Progress label={`Load of ${id}`} percent={loadPercent(load, now)} text={loadText(load, now)} />;
}
