import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './Button.js';
import { cx } from './cx.js';
import css from './Dialog.module.css';

interface DialogProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** Fixed below the text, which scrolls. */
  readonly buttons?: ReactNode;
  /** `alertdialog` is for a confirmation: no click beside it closes it. */
  readonly role?: 'dialog' | 'alertdialog';
  /** Id of the element that a screen reader reads after the title. */
  readonly describedBy?: string;
  readonly size?: 'm' | 'l';
  /** Called by Escape and by the cross; without it the dialog cannot be left that way. */
  readonly onClose?: () => void;
}

/** Dialog is over the page, and the keyboard stays in it. On a phone it takes the whole screen. */
export function Dialog({
  title,
  children,
  buttons,
  role = 'dialog',
  describedBy,
  size = 'm',
  onClose,
}: DialogProps) {
  return (
    <ModalOverlay
      className={cx(css.overlay)}
      isOpen
      isDismissable={role === 'dialog' && onClose !== undefined}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose?.();
      }}
    >
      <Modal className={cx(css.modal, css[size])}>
        <AriaDialog
          className={cx(css.dialog)}
          role={role}
          {...(describedBy !== undefined && { 'aria-describedby': describedBy })}
        >
          <div className={css.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {onClose && role === 'dialog' && (
              <IconButton label="Close" icon={<X size={16} aria-hidden="true" />} onPress={onClose} />
            )}
          </div>
          <div className={css.body}>{children}</div>
          {buttons !== undefined && <div className={css.buttons}>{buttons}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
