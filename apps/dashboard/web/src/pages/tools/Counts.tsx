import type { ListedServer } from '../../api/tool-registry.js';
import { cx } from '../../kit/index.js';
import css from './Tools.module.css';

/** Counts says how many tools are in use, and what stands in the way of the others. */
export function Counts({
  of: { allowed, denied, quarantined, blocked },
}: {
  readonly of: ListedServer['tools'];
}) {
  const others = [
    denied > 0 && `${denied} denied`,
    quarantined > 0 && `${quarantined} in quarantine`,
    blocked > 0 && `${blocked} blocked`,
  ].filter((word) => word !== false);
  if (allowed === 0 && others.length === 0)
    return <span className={cx(css.muted, css.nowrap)}>Not seen yet</span>;
  return (
    <span className={css.two}>
      <span>{allowed} allowed</span>
      {others.map((other) => (
        <span key={other} className={cx(css.muted, css.nowrap)}>
          {other}
        </span>
      ))}
    </span>
  );
}
