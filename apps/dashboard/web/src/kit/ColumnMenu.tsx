import type { RefObject } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import { Button } from './Button.js';
import { Checkboxes } from './Checkboxes.js';
import css from './ColumnChoice.module.css';

interface ColumnMenuProps {
  readonly label: string;
  readonly value: readonly string[];
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: readonly string[]) => void;
  /** Undefined: nothing was changed. */
  readonly onReset: (() => void) | undefined;
  readonly below: RefObject<HTMLButtonElement | null>;
  readonly onClose: () => void;
}

/** ColumnMenu is what unfolds below the button; it comes when it is first asked for. */
export function ColumnMenu({ label, value, options, onChange, onReset, below, onClose }: ColumnMenuProps) {
  return (
    <Popover
      className={css.popover ?? ''}
      triggerRef={below}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      offset={4}
      placement="bottom end"
    >
      <Dialog className={css.choice ?? ''} aria-label={`Columns of ${label}`}>
        <Checkboxes label="Columns" value={value} options={options} onChange={onChange} />
        <Button onPress={() => onReset?.()} isDisabled={onReset === undefined}>
          As at first
        </Button>
      </Dialog>
    </Popover>
  );
}
