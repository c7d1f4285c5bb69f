import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import css from './Button.module.css';
import { cx } from './cx.js';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  /** `danger` is for the confirmation of what loses data or access, and for nothing else. */
  readonly look?: 'plain' | 'accent' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
  readonly isPressed?: boolean;
  readonly describedBy?: string;
  /** It unfolds something over the page, which is there or is not. */
  readonly unfolds?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** Button does something; its text is a verb and an object. What leads to a page is a LinkButton. */
export function Button({ look = 'plain', isPressed, describedBy, unfolds, ...rest }: ButtonProps) {
  return (
    <AriaButton
      className={cx(css.button, css[look])}
      {...(isPressed !== undefined && { 'aria-pressed': isPressed })}
      {...(describedBy !== undefined && { 'aria-describedby': describedBy })}
      {...(unfolds !== undefined && { 'aria-expanded': unfolds, 'aria-haspopup': 'dialog' as const })}
      {...rest}
    />
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'describedBy' | 'unfolds'> {
  /** What it does, in words: read out, and shown on hover and focus. */
  readonly label: string;
  readonly icon: ReactNode;
}

export function IconButton({ label, icon, look = 'quiet', isPressed, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton
        className={cx(css.button, css.icon, css[look])}
        aria-label={label}
        {...(isPressed !== undefined && { 'aria-pressed': isPressed })}
        {...rest}
      >
        {icon}
      </AriaButton>
      <Tooltip className={css.tooltip ?? ''} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
