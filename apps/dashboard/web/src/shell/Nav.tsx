import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Dialog, Link } from '../kit/index.js';
import type { Page } from '../pages/page.js';
import { pages } from '../pages/routes.js';
import { useSession } from '../session/use-session.js';
import css from './Shell.module.css';
import { usePlace } from './use-place.js';

const GROUPS = [
  { id: 'run', title: 'Run' },
  { id: 'watch', title: 'Watch' },
  { id: 'manage', title: 'Manage' },
] as const;

/** usePages are those that the viewer may open. */
export function usePages(): readonly Page[] {
  const state = useSession();
  const permissions = 'session' in state ? state.session.permissions : [];
  return pages.filter(({ permission }) => permissions.includes(permission));
}

export function SideNav() {
  const shown = usePages();
  return (
    <nav className={css.nav} aria-label="Pages">
      <Link to="/" className={css.brand}>
        <img src="/icon.svg" width={22} height={22} alt="" />
        Switchyard
      </Link>
      {GROUPS.map(({ id, title }) => {
        const own = shown.filter(({ group }) => group === id);
        return (
          own.length > 0 && (
            <div key={id} className={css.group}>
              <h2>{title}</h2>
              <ul>
                {own.map((page) => (
                  <li key={page.path}>
                    <Item page={page} className={css.item} size={16} />
                  </li>
                ))}
              </ul>
            </div>
          )
        );
      })}
    </nav>
  );
}

/** BottomBar is the navigation of a phone. */
export function BottomBar() {
  const [isOpen, setOpen] = useState(false);
  const shown = usePages();
  const inBar = shown.filter(({ isInBar }) => isInBar);
  const rest = shown.filter(({ isInBar }) => !isInBar);
  return (
    <nav className={css.bar} aria-label="Main pages">
      {inBar.map((page) => (
        <Item key={page.path} page={page} className={css.barItem} size={20} />
      ))}
      {rest.length > 0 && (
        <button type="button" className={css.barItem} onClick={() => setOpen(true)}>
          <MoreHorizontal size={20} aria-hidden="true" />
          More
        </button>
      )}
      {isOpen && (
        <Dialog title="More pages" onClose={() => setOpen(false)}>
          <ul className={css.sheet}>
            {rest.map((page) => (
              <li key={page.path}>
                <Item page={page} className={css.item} size={20} onOpen={() => setOpen(false)} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </nav>
  );
}

interface ItemProps {
  readonly page: Page;
  readonly className: string | undefined;
  readonly size: number;
  readonly onOpen?: () => void;
}

function Item({ page: { path, label, icon: Icon }, className, size, onOpen }: ItemProps) {
  const isHere = usePlace()?.page.path === path;
  return (
    <Link
      to={path}
      className={className}
      {...(isHere && { current: true })}
      {...(onOpen && { onClick: onOpen })}
    >
      <Icon size={size} aria-hidden="true" />
      {label}
    </Link>
  );
}
