import type { ReactNode } from 'react';
import { cx } from './cx.js';
import type { StateKind } from './state-word.js';
import css from './State.module.css';

const WORDS: Readonly<Record<StateKind, string>> = {
  ok: 'OK',
  working: 'Working',
  attention: 'Attention',
  failed: 'Failed',
  off: 'Off',
  unknown: 'Unknown',
};

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.75 } as const;
const round = { ...line, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const SHAPES: Readonly<Record<StateKind, ReactNode>> = {
  ok: (
    <>
      <circle cx="8" cy="8" r="6.25" {...line} />
      <path d="M5.2 8.2l2 2 3.6-4" {...round} />
    </>
  ),
  working: (
    <>
      <circle cx="8" cy="8" r="6.25" {...line} opacity="0.3" />
      <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5" {...round} />
    </>
  ),
  attention: (
    <>
      <path d="M8 2.2l6.4 11.3H1.6z" {...round} />
      <path d="M8 6.6v3.2M8 11.6v.1" {...round} />
    </>
  ),
  failed: (
    <>
      <path d="M5.2 1.75h5.6l3.45 3.45v5.6l-3.45 3.45H5.2L1.75 10.8V5.2z" {...round} />
      <path d="M6 6l4 4M10 6l-4 4" {...round} />
    </>
  ),
  off: <circle cx="8" cy="8" r="6.25" {...line} strokeDasharray="2.4 2.5" />,
  unknown: (
    <>
      <path d="M5 6.5h6v2a3 3 0 0 1-6 0zM6.4 6.2V3.5M9.6 6.2V3.5M8 11.6v2.9" {...round} />
      <path d="M2 2l12 12" {...round} opacity="0.55" />
    </>
  ),
};

/** stateInk is the class that gives something else than words the colour of a state. */
export function stateInk(kind: StateKind): string | undefined {
  return css[kind];
}

/** StateShape is the shape alone, for where the word stands beside it anyway. */
export function StateShape({ kind, size = 16 }: { readonly kind: StateKind; readonly size?: number }) {
  return (
    <svg
      className={cx(css.shape, css[kind])}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
    >
      {SHAPES[kind]}
    </svg>
  );
}

interface StateProps {
  readonly kind: StateKind;
  /** The word; that of the kind when absent. */
  readonly children?: ReactNode;
  readonly badge?: boolean;
}

/** State says how something is: `<State kind="ok">Running</State>`. */
export function State({ kind, children = WORDS[kind], badge = false }: StateProps) {
  return (
    <span className={cx(css.state, css[kind], badge && css.badge, badge && css[`${kind}Badge`])}>
      <StateShape kind={kind} />
      <span>{children}</span>
    </span>
  );
}
