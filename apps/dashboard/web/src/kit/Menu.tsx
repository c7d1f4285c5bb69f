import { MoreVertical } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Button, IconButton } from './Button.js';
import { cx } from './cx.js';
import css from './Select.module.css';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly onAction: () => void;
  readonly isDisabled?: boolean;
}

interface MenuProps {
  /** What the button is called: `More for ollama`. */
  readonly label: string;
  readonly actions: readonly MenuAction[];
  /** A button with text in place of the three dots. */
  readonly children?: ReactNode;
}

/** Menu holds the actions that are not worth a button; nothing in it acts without a plan. */
export function Menu({ label, actions, children }: MenuProps) {
  return (
    <MenuTrigger>
      {children === undefined ? (
        <IconButton label={label} icon={<MoreVertical size={16} aria-hidden="true" />} />
      ) : (
        <Button>{children}</Button>
      )}
      <Popover className={cx(css.popover)} offset={4}>
        <AriaMenu
          className={cx(css.list)}
          aria-label={label}
          items={actions}
          disabledKeys={actions.filter(({ isDisabled }) => isDisabled).map(({ id }) => id)}
        >
          {({ id, label: text, onAction }) => (
            <MenuItem id={id} textValue={text} className={cx(css.item)} onAction={onAction}>
              {text}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
