import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState } from 'react';
import { cx, Dialog, State } from '../kit/index.js';
import type { Find } from '../pages/page.js';
import css from './Shell.module.css';
import { foundFor, keyOf } from './palette-search.js';
import { useFinds } from './use-finds.js';

const MOST = 30;
/** Home and End belong to the text. */
const MOVES: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/** Palette finds pages, objects and plans. It opens what it finds, and never acts. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const id = useId();
  const { finds, missing, isAsking } = useFinds(text);
  const found = useMemo(() => foundFor(finds, text).slice(0, MOST), [finds, text]);
  const { index, move, forget } = useChosen(found);
  const navigate = useNavigate();
  const open = (find: Find | undefined) => {
    if (find === undefined) return;
    onClose();
    const { to, search = {} } = find;
    if (to !== undefined) void navigate({ to, search });
    find.run?.();
  };
  return (
    <Dialog title="Search" onClose={onClose}>
      <input
        className={css.find}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}list`}
        aria-activedescendant={found.length > 0 ? `${id}${index}` : undefined}
        aria-label="Find a page, an object or a plan"
        placeholder="Find a page, an object or a plan"
        autoFocus
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          forget();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') open(found[index]);
          if (move(event.key)) event.preventDefault();
        }}
      />
      <Found found={found} index={index} id={id} onOpen={open} />
      <Rest count={found.length} missing={missing} isAsking={isAsking} />
    </Dialog>
  );
}

/** Which of those found Enter opens, by its key: what comes in later must not put another one under it. */
function useChosen(found: readonly Find[]) {
  const [chosen, setChosen] = useState<string>();
  const place = found.findIndex((find) => keyOf(find) === chosen);
  const index = Math.max(0, place);
  const move = (key: string): boolean => {
    const by = MOVES[key];
    if (by === undefined) return false;
    const find = found[Math.max(0, Math.min(found.length - 1, index + by))];
    setChosen(find && keyOf(find));
    return true;
  };
  return { index, move, forget: () => setChosen(undefined) };
}

interface FoundProps {
  readonly found: readonly Find[];
  readonly index: number;
  readonly id: string;
  readonly onOpen: (find: Find) => void;
}

function Found({ found, index, id, onOpen }: FoundProps) {
  return (
    <div id={`${id}list`} role="listbox" aria-label="Found" className={css.found}>
      {found.map((find, at) => (
        <div
          key={keyOf(find)}
          id={`${id}${at}`}
          role="option"
          aria-selected={at === index}
          tabIndex={-1}
          className={cx(css.foundItem)}
          onClick={() => onOpen(find)}
          onKeyDown={() => undefined}
          ref={at === index ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
        >
          {find.label}
          <span>{find.hint}</span>
        </div>
      ))}
    </div>
  );
}

interface RestProps {
  readonly count: number;
  readonly missing: readonly string[];
  readonly isAsking: boolean;
}

/** What is not there, or not yet, must not pass for what there is not. */
function Rest({ count, missing, isAsking }: RestProps) {
  return (
    <>
      {count === 0 && <p role="status">{isAsking ? 'Still asking' : 'Nothing is called that.'}</p>}
      {missing.length > 0 && (
        <State kind="unknown">{missing.join(', ')}: could not be read, and nothing of it is found</State>
      )}
    </>
  );
}
