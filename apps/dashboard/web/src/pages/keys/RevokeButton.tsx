import { useQueryClient } from '@tanstack/react-query';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, toast } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { useActor } from '../../session/use-session.js';
import css from './Keys.module.css';
import type { KeyRow } from './key-row.js';
import { revokePlan } from './revoke-plan.js';

/** RevokeButton opens the plan. A key revokes neither itself nor what is written in clients.yaml. */
export function RevokeButton({ row }: { readonly row: KeyRow }) {
  const { id, source } = row.entry;
  const actor = useActor();
  const canAct = useCanAct('ops');
  const client = useQueryClient();
  // The source says where a key of clients.yaml is changed.
  if (source === 'clients.yaml' || !canAct) return null;
  if (id === actor) return <span className={css.muted}>You act with it</span>;
  const revoked = () => {
    toast('ok', `The key of ${id} is revoked.`);
    void client.invalidateQueries({ queryKey: ['keys'] });
  };
  return (
    <Button onPress={() => openPlan(revokePlan(row, revoked))}>
      Revoke<span className="unseen"> {id}</span>
    </Button>
  );
}
