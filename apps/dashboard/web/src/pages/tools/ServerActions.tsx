import { useQueryClient } from '@tanstack/react-query';
import type { ListedServer } from '../../api/tool-registry.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, Menu } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { useMay } from '../../session/use-session.js';
import { switchPlan } from './switch-plan.js';
import css from './Tools.module.css';

/** ServerActions opens plans; a viewer sees none of them. */
export function ServerActions({
  server: { id, enabled },
  areWide = false,
}: {
  readonly server: ListedServer;
  readonly areWide?: boolean;
}) {
  const client = useQueryClient();
  const may = useMay('administer');
  const canAct = useCanAct('router');
  if (!may || !canAct) return null;
  const first = enabled ? 'disable' : 'enable';
  const open = (change: 'enable' | 'disable' | 'remove') => openPlan(switchPlan(client, change, id));
  return (
    <div className={css.actions}>
      <Button onPress={() => open(first)}>
        {enabled ? 'Disable' : 'Enable'}
        <span className="unseen"> {id}</span>
      </Button>
      {areWide ? (
        <Button onPress={() => open('remove')}>
          Remove<span className="unseen"> {id}</span>
        </Button>
      ) : (
        <Menu
          label={`More for ${id}`}
          actions={[{ id: 'remove', label: `Remove ${id}`, onAction: () => open('remove') }]}
        />
      )}
    </div>
  );
}
