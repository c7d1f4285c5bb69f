import { Search, X } from 'lucide-react';
import type { Ref } from 'react';
import { Button as AriaButton, Input, SearchField as AriaSearchField } from 'react-aria-components';
import { cx } from './cx.js';
import css from './Field.module.css';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** `/` moves the focus into the first field that has this. */
  readonly isFilter?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

/** SearchField filters what stands below it; its label is read out and not shown. */
export function SearchField({ label, placeholder = label, isFilter, ref, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField className={cx(css.search)} aria-label={label} {...rest}>
      <Search size={15} aria-hidden="true" />
      <Input
        className={cx(css.searchInput)}
        placeholder={placeholder}
        {...(ref && { ref })}
        {...(isFilter && { 'data-filter': '' })}
      />
      <AriaButton className={cx(css.clear)} aria-label="Clear">
        <X size={14} aria-hidden="true" />
      </AriaButton>
    </AriaSearchField>
  );
}
