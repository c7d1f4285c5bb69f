import type { RevokedKey } from '../../api/keys.js';
import { DataTable, Time, type Column } from '../../kit/index.js';
import css from './Keys.module.css';

const COLUMNS: readonly Column<RevokedKey>[] = [
  { id: 'name', header: 'Name', isTitle: true, cell: ({ id }) => id },
  { id: 'at', header: 'Revoked', cell: ({ revoked_at }) => <Time at={revoked_at} /> },
  { id: 'by', header: 'By', cell: ({ revoked_by }) => revoked_by },
];

/** RevokedKeys are those whose names stay taken, the newest first. */
export function RevokedKeys({ keys }: { readonly keys: readonly RevokedKey[] }) {
  if (keys.length === 0) return null;
  return (
    <section className={css.revoked} aria-labelledby="revoked-keys">
      <h2 id="revoked-keys">Revoked</h2>
      <p className={css.muted}>
        Their names stay taken, so that a name in the audit is always the same holder.
      </p>
      <DataTable label="Revoked keys" rows={keys.toReversed()} columns={COLUMNS} rowKey={({ id }) => id} />
    </section>
  );
}
