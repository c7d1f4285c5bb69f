import type { LibraryModel } from '../../api/library-views.js';
import { DataTable, Link, State, Time, type Column } from '../../kit/index.js';
import { bytes } from '../../time/format.js';
import { ModelActions } from './ModelActions.js';
import css from './Models.module.css';
import { modelPath, modelState } from './model-state.js';
import { rateText } from './rates.js';
import { useThroughput } from './use-models.js';

interface ModelTableProps {
  readonly models: readonly LibraryModel[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

/** ModelTable has a row for each model of every provider. */
export function ModelTable({ models, sort, onSort }: ModelTableProps) {
  return (
    <DataTable
      label="Models"
      rows={models}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      sort={sort}
      onSort={onSort}
      isStale={({ state }) => state === 'stale' || state === 'unreachable'}
    />
  );
}

const COLUMNS: readonly Column<LibraryModel>[] = [
  { id: 'model', header: 'Model', isTitle: true, sortBy: ({ id }) => id, cell: nameCell },
  {
    id: 'state',
    header: 'State',
    sortBy: (model) => modelState(model).word,
    cell: (model) => {
      const { kind, word } = modelState(model);
      return <State kind={kind}>{word}</State>;
    },
  },
  {
    id: 'size',
    header: 'Size',
    align: 'end',
    sortBy: ({ size_bytes: size }) => size ?? 0,
    cell: ({ size_bytes: size }) => sizeCell(size),
  },
  {
    id: 'memory',
    header: 'GPU memory',
    align: 'end',
    sortBy: ({ vram_bytes: size }) => size ?? 0,
    cell: ({ vram_bytes: size }) => sizeCell(size),
  },
  {
    id: 'context',
    header: 'Context',
    align: 'end',
    sortBy: ({ context_length: length }) => length ?? 0,
    cell: contextCell,
  },
  { id: 'rate', header: 'Tokens/s', align: 'end', cell: ({ id }) => <LatestRate id={id} /> },
  {
    id: 'used',
    header: 'In use',
    sortBy: ({ in_flight: calls, last_used: at }) => `${calls} ${at ?? ''}`,
    cell: usedCell,
  },
  {
    id: 'actions',
    header: 'Actions',
    isHeaderHidden: true,
    align: 'end',
    cell: (model) => <ModelActions model={model} />,
  },
];

function nameCell({ id, digest, quantization, parameter_size: size, default: isDefault }: LibraryModel) {
  const about = [size, quantization].filter((part) => part !== null).join(' · ');
  return (
    <span className={css.name}>
      <Link to={modelPath(id)}>{id}</Link>
      {isDefault && <span className={css.mark}>Default</span>}
      {(about !== '' || digest !== null) && (
        <span className={css.muted} title={digest ?? undefined}>
          {about}
        </span>
      )}
    </span>
  );
}

function sizeCell(size: number | null) {
  return size === null ? null : <span className={css.figure}>{bytes(size)}</span>;
}

function contextCell({ context_length: most, loaded_context_length: now }: LibraryModel) {
  if (most === null && now === null) return null;
  const title =
    now !== null && most !== null && now !== most
      ? `Loaded with ${now.toLocaleString('en-GB')} of ${most.toLocaleString('en-GB')}`
      : undefined;
  return <span title={title}>{(now ?? most ?? 0).toLocaleString('en-GB')}</span>;
}

function usedCell({ in_flight: calls, last_used: at }: LibraryModel) {
  if (calls > 0) return <State kind="working">{calls === 1 ? '1 call runs' : `${calls} calls run`}</State>;
  return at === null ? null : <Time at={at} />;
}

function LatestRate({ id }: { readonly id: string }) {
  const rate = useThroughput().data?.models[id]?.latest;
  return rate === undefined ? null : <>{rateText(rate)}</>;
}
