import { Columns3 } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { Button } from './Button.js';
import css from './ColumnChoice.module.css';
import { choiceOf, isFixed, type ChosenColumn } from './shown-columns.js';
import { columnChoice, useColumnVisibility } from './use-columns.js';

interface ColumnChoiceProps {
  readonly table: string;
  /** What the table is called for its readers. */
  readonly label: string;
  readonly columns: readonly (ChosenColumn & { readonly header: string })[];
}

const ColumnMenu = lazy(async () => ({ default: (await import('./ColumnMenu.js')).ColumnMenu }));

/** ColumnChoice is which columns of a table are shown; this browser remembers it. */
export function ColumnChoice({ table, label, columns }: ColumnChoiceProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const visible = useColumnVisibility(table, columns);
  const choice = columnChoice(table);
  const free = columns.filter((column) => !isFixed(column));
  return (
    <div className={css.place}>
      <Button ref={button} look="quiet" unfolds={isOpen} onPress={() => setOpen(!isOpen)}>
        <Columns3 size={14} aria-hidden="true" />
        Columns
        <span className="unseen"> of {label}</span>
      </Button>
      {isOpen && (
        <Suspense>
          <ColumnMenu
            label={label}
            value={columns.map(({ id }) => id).filter((id) => visible[id])}
            options={free.map(({ id, header }) => ({ value: id, label: header }))}
            onChange={(ids) => choice.set(choiceOf(columns, ids, choice.get()))}
            onReset={choice.get() === '' ? undefined : () => choice.set('')}
            below={button}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
