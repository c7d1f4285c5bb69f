import { ChevronDown } from 'lucide-react';
import {
  Button as AriaButton,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import { cx } from './cx.js';
import css from './Select.module.css';

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  /** The label is read out, and not shown: where the value says it all. */
  readonly isLabelHidden?: boolean;
}

/** Select is a choice of one. */
export function Select<T extends string>({ label, value, options, onChange, isLabelHidden }: SelectProps<T>) {
  return (
    <AriaSelect
      className={cx(css.select)}
      selectedKey={value}
      onSelectionChange={(key) => onChange(key as T)}
      {...(isLabelHidden && { 'aria-label': label })}
    >
      {!isLabelHidden && <Label className={cx(css.label)}>{label}</Label>}
      <AriaButton className={cx(css.button)}>
        <SelectValue className={cx(css.value)} />
        <ChevronDown size={14} aria-hidden="true" />
      </AriaButton>
      <Popover className={cx(css.popover)} offset={4}>
        <ListBox className={cx(css.list)} items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={cx(css.item)}>
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
