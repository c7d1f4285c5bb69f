import { X } from 'lucide-react';
import { closeToast, useSpoken, useToasts } from './announce.js';
import { IconButton } from './Button.js';
import { StateShape } from './State.js';
import css from './Toasts.module.css';

/** Toasts is mounted once: the messages of `toast`, and the one live region of the page. */
export function Toasts() {
  const toasts = useToasts();
  const spoken = useSpoken();
  return (
    <>
      <div className={css.spoken} role="status">
        {spoken}
      </div>
      <ul className={css.list} aria-label="Messages">
        {toasts.map(({ id, kind, text }) => (
          <li key={id} className={css.toast}>
            <StateShape kind={kind} />
            <span className={css.text}>{text}</span>
            <IconButton
              label="Close message"
              icon={<X size={14} aria-hidden="true" />}
              onPress={() => closeToast(id)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
