import type { ListedServer } from '../../api/tool-registry.js';
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
  if (allowed === 0 && others.length === 0) return <span className={css.muted}>Not seen yet</span>;
  return (
    <span className={css.two}>
      <span>{allowed} allowed</span>
      {others.length > 0 && <span className={css.muted}>{others.join(', ')}</span>}
    </span>
  );
}
