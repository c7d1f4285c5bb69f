import type { FieldDifference } from '../../api/ops-views.js';
import { DataTable, State, type Column } from '../../kit/index.js';
import { placeWords, sideWords } from './difference-words.js';
import css from './Services.module.css';

interface DifferenceTableProps {
  readonly differences: readonly FieldDifference[];
  readonly label: string;
}

/** DifferenceTable has a row for each value that is not the same: as it runs, and as the files have it. */
export function DifferenceTable({ differences, label }: DifferenceTableProps) {
  return (
    <DataTable
      label={`Differences of ${label}`}
      rows={differences}
      columns={COLUMNS}
      rowKey={({ field, key }) => `${field} ${key}`}
    />
  );
}

const CHANGES = { added: 'Would be added', removed: 'Would go', changed: 'Would change' } as const;

const COLUMNS: readonly Column<FieldDifference>[] = [
  { id: 'place', header: 'Field', isTitle: true, cell: placeWords },
  { id: 'running', header: 'Running', cell: (row) => <Side row={row} side="running" /> },
  { id: 'files', header: 'Files', cell: (row) => <Side row={row} side="files" /> },
  {
    id: 'change',
    header: 'On bring up',
    cell: ({ change }) => <State kind="attention">{CHANGES[change]}</State>,
  },
];

function Side({ row, side }: { readonly row: FieldDifference; readonly side: 'running' | 'files' }) {
  const { text, isValue } = sideWords(row, side);
  return isValue ? <code className={css.value}>{text}</code> : <span className={css.muted}>{text}</span>;
}
