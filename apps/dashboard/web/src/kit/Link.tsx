import { Link as RouterLink } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import buttonCss from './Button.module.css';
import { cx } from './cx.js';
import css from './Link.module.css';

export interface LinkProps {
  /** A path of this app, already filled in: pages build it with their own functions, such as `servicePath`. With `#` a place on the page. */
  readonly to: string;
  readonly search?: Readonly<Record<string, string | undefined>>;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly label?: string;
  /** It leads to where the viewer is. */
  readonly current?: boolean;
  readonly onClick?: () => void;
}

/** The router's own idea of where we are knows nothing of pages within pages. */
const NONE = {};

/** Link leads to another page of this app. */
export function Link({ to, search, className, label, current, ...rest }: LinkProps) {
  const [path = to, hash] = to.split('#', 2);
  return (
    <RouterLink
      to={path}
      {...(hash !== undefined && { hash })}
      {...(search && { search })}
      {...(label !== undefined && { 'aria-label': label })}
      activeProps={NONE}
      aria-current={current ? 'page' : undefined}
      className={className ?? cx(css.link)}
      {...rest}
    />
  );
}

/** LinkButton is a link that looks like a button. */
export function LinkButton({ look = 'plain', ...rest }: LinkProps & { look?: 'plain' | 'accent' | 'quiet' }) {
  return <Link {...rest} className={cx(buttonCss.button, buttonCss[look])} />;
}
