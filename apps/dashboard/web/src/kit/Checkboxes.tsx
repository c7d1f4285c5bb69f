import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import css from './Checkboxes.module.css';
import { cx } from './cx.js';

interface CheckboxesProps<T extends string> {
  readonly label: string;
  readonly value: readonly T[];
  /** The hint says in a few words what the choice means. */
  readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly hint?: string }[];
  readonly onChange: (value: readonly T[]) => void;
}

/** Checkboxes is a choice of any number. */
export function Checkboxes<T extends string>({ label, value, options, onChange }: CheckboxesProps<T>) {
  return (
    <CheckboxGroup
      className={cx(css.group)}
      value={[...value]}
      onChange={(chosen) => onChange(chosen as T[])}
    >
      <Label className={cx(css.label)}>{label}</Label>
      {options.map((option) => (
        <Checkbox key={option.value} value={option.value} className={cx(css.option)}>
          <span className={css.box} aria-hidden="true">
            <Check size={13} strokeWidth={3} />
          </span>
          <span>
            {option.label}
            {option.hint !== undefined && <span className={css.hint}>: {option.hint}</span>}
          </span>
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
