import { useMemo } from 'react';
import type { LibraryModel } from '../../api/library-views.js';
import { DataTable, type Column } from '../../kit/index.js';
import { bytes } from '../../time/format.js';
import { ModelActions } from './ModelActions.js';
import css from './Models.module.css';
import {
  contextCell,
  nameCell,
  nodeCell,
  rateCell,
  stateCell,
  usedCell,
  type ModelRow,
} from './model-cells.js';
import { modelState } from './model-state.js';
import { firstTokenText } from './rates.js';
import { useThroughput, useUsage } from './use-models.js';
import { usePlaces } from './use-places.js';

interface ModelTableProps {
  readonly models: readonly LibraryModel[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

/** ModelTable has a row for each model of every provider. */
export function ModelTable({ models, sort, onSort }: ModelTableProps) {
  return (
    <div className={css.models}>
      <DataTable
        label="Models"
        name="models"
        rows={useRows(models)}
        columns={MODEL_COLUMNS}
        rowKey={({ model }) => model.id}
        sort={sort}
        onSort={onSort}
        isStale={({ model: { state } }) => state === 'stale' || state === 'unreachable'}
      />
    </div>
  );
}

function useRows(models: readonly LibraryModel[]): readonly ModelRow[] {
  const rates = useThroughput().data?.models;
  const usage = useUsage().data?.by_model;
  const places = usePlaces();
  return useMemo(
    () =>
      models.map((model) => ({
        model,
        node: places.get(model.provider)?.node ?? '',
        rates: rates?.[model.id],
        service: usage?.[model.id]?.services[0]?.name,
      })),
    [models, rates, usage, places],
  );
}

export const MODEL_COLUMNS: readonly Column<ModelRow>[] = [
  { id: 'model', header: 'Model', isTitle: true, sortBy: ({ model }) => model.id, cell: nameCell },
  { id: 'state', header: 'State', sortBy: ({ model }) => modelState(model).word, cell: stateCell },
  {
    id: 'node',
    header: 'Node',
    isAlways: true,
    sortBy: ({ node }) => node,
    cell: nodeCell,
  },
  {
    id: 'memory',
    header: 'VRAM',
    align: 'end',
    sortBy: ({ model }) => model.vram_bytes ?? 0,
    cell: ({ model: { vram_bytes: size } }) =>
      size === null ? null : <span className={css.figure}>{bytes(size)}</span>,
  },
  {
    id: 'context',
    header: 'Context',
    isOptional: true,
    align: 'end',
    sortBy: ({ model }) => model.context_length ?? 0,
    cell: contextCell,
  },
  {
    id: 'rate',
    header: 'Tokens/s',
    align: 'end',
    sortBy: ({ rates }) => rates?.latest ?? 0,
    cell: rateCell,
  },
  {
    id: 'first',
    header: 'First-token p50',
    align: 'end',
    sortBy: ({ rates }) => rates?.first_token_ms?.p50 ?? 0,
    cell: ({ rates }) =>
      rates && <span className={css.figure}>{firstTokenText(rates.first_token_ms?.p50)}</span>,
  },
  {
    id: 'used',
    header: 'In use',
    sortBy: ({ model: { in_flight: calls, last_used: at } }) => `${calls} ${at ?? ''}`,
    cell: usedCell,
  },
  {
    id: 'actions',
    header: 'Actions',
    isHeaderHidden: true,
    align: 'end',
    cell: ({ model }) => <ModelActions model={model} />,
  },
];
