import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { cx, Dialog } from '../kit/index.js';
import type { Find } from '../pages/page.js';
import { useSession } from '../session/use-session.js';
import { usePages } from './Nav.js';
import css from './Shell.module.css';
import { foundFor } from './palette-search.js';

const MOST = 30;

/** Palette finds pages, objects and plans. It opens what it finds, and never acts. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const id = useId();
  const finds = useFinds();
  const found = useMemo(() => foundFor(finds, text).slice(0, MOST), [finds, text]);
  const navigate = useNavigate();
  const open = (find: Find | undefined) => {
    if (find === undefined) return;
    onClose();
    if (find.to !== undefined) void navigate({ to: find.to });
    find.run?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') open(found[index]);
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setIndex((now) => Math.max(0, Math.min(found.length - 1, now + by)));
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
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}list`} role="listbox" aria-label="Found" className={css.found}>
        {found.map((find, at) => (
          <div
            key={`${find.label} ${find.hint}`}
            id={`${id}${at}`}
            role="option"
            aria-selected={at === index}
            tabIndex={-1}
            className={cx(css.foundItem)}
            onClick={() => open(find)}
            onKeyDown={() => undefined}
            ref={at === index ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          >
            {find.label}
            <span>{find.hint}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p role="status">Nothing is called that.</p>}
    </Dialog>
  );
}

function useFinds(): readonly Find[] {
  const client = useQueryClient();
  const shown = usePages();
  const state = useSession();
  return useMemo(() => {
    const permissions = 'session' in state ? state.session.permissions : [];
    const own = shown.map(({ label, path }) => ({ label, hint: 'Page', to: path }));
    return [
      ...own,
      ...shown.flatMap((page) => page.finds?.(client, (one) => permissions.includes(one)) ?? []),
    ];
  }, [client, shown, state]);
}
