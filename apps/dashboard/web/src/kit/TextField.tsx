import { useId, type ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';
import { cx } from './cx.js';
import css from './Field.module.css';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A sentence under the field. */
  readonly hint?: ReactNode;
  /** Why the value is wrong; shown in place of nothing else. */
  readonly error?: string | undefined;
  readonly type?: 'text' | 'password' | 'number' | 'url';
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  readonly mono?: boolean;
  /** More than one line, so many at first. */
  readonly rows?: number;
  /** What is offered to choose from, for one line; anything else may be typed as well. */
  readonly suggestions?: readonly string[];
}

/** TextField is a labelled line of text, or several. */
export function TextField(props: TextFieldProps) {
  const { label, hint, error, mono, rows, autoFocus, suggestions, ...rest } = props;
  const offered = useId();
  const input = cx(css.input, mono && css.mono);
  const focus = autoFocus === true ? { autoFocus } : {};
  return (
    <AriaTextField className={cx(css.field)} isInvalid={error !== undefined} {...rest}>
      <Label className={cx(css.label)}>{label}</Label>
      {rows === undefined ? (
        <Input className={input} {...focus} {...(suggestions && { list: offered })} />
      ) : (
        <TextArea className={input} rows={rows} {...focus} />
      )}
      {suggestions && (
        <datalist id={offered}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {hint !== undefined && (
        <Text slot="description" className={cx(css.hint)}>
          {hint}
        </Text>
      )}
      <FieldError className={cx(css.error)}>{error}</FieldError>
    </AriaTextField>
  );
}
