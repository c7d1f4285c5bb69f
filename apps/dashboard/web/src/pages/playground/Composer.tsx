import { useEffect, useRef, type FormEvent, type KeyboardEvent } from 'react';
import { Button } from '../../kit/index.js';
import css from './Playground.module.css';
import { choose, useChoices } from './playground-store.js';

interface ComposerProps {
  readonly isBusy: boolean;
  /** Why nothing can be sent now. */
  readonly obstacle: string | undefined;
  readonly onSend: (text: string) => void;
  readonly onStop: () => void;
}

/** Composer is the field that one writes in: Enter sends, Shift+Enter begins a line. Stop is always there. */
export function Composer({ isBusy, obstacle, onSend, onStop }: ComposerProps) {
  const { draft } = useChoices();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // Of a phone it would open the keyboard. The shell has moved the focus to the heading by the next frame.
    if (!matchMedia('(pointer: fine)').matches) return undefined;
    const frame = requestAnimationFrame(() => field.current?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, []);
  const canSend = !isBusy && obstacle === undefined && draft.trim() !== '';
  const send = () => {
    if (!canSend) return;
    onSend(draft);
    choose({ draft: '' });
    field.current?.focus();
  };
  return (
    <form
      className={css.composer}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        className={css.field}
        aria-label="Message"
        placeholder="Message"
        rows={2}
        value={draft}
        onChange={({ target }) => choose({ draft: target.value })}
        onKeyDown={(event) => {
          if (!isSend(event)) return;
          event.preventDefault();
          send();
        }}
      />
      <div className={css.composerButtons}>
        <Button type="submit" look="accent" isDisabled={!canSend}>
          Send
        </Button>
        <Button onPress={onStop} isDisabled={!isBusy}>
          Stop
        </Button>
      </div>
      {obstacle !== undefined && <p className={css.obstacle}>{obstacle}</p>}
    </form>
  );
}

/** Enter that chooses a word of an input method does not send. */
function isSend({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing;
}
