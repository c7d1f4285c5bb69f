import type { Service } from '../../api/ops-views.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, Menu } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { servicePlan, verbOf } from '../../plan/service-plan.js';
import { useMay } from '../../session/use-session.js';
import css from './Services.module.css';
import { serviceActions } from './service-actions.js';

interface ActionsProps {
  readonly service: Service;
  /** All as buttons: where there is room. */
  readonly areWide?: boolean;
}

/** Actions opens plans; nothing is done by a press here. */
export function Actions({ service, areWide = false }: ActionsProps) {
  const rights = { mayOperate: useMay('operate'), mayDeploy: useMay('deploy'), canAct: useCanAct('jobs') };
  const { first, others } = serviceActions(service, rights);
  const { name, node } = service;
  if (first === undefined) return null;
  const open = (change: typeof first) => openPlan(servicePlan({ node, service: name }, change));
  const buttons = areWide ? [first, ...others] : [first];
  const rest = areWide ? [] : others;
  return (
    <div className={areWide ? css.wide : css.actions}>
      {buttons.map((change) => (
        <Button key={change} onPress={() => open(change)}>
          {change === 'pull' ? 'Pull images' : verbOf(change)}
          <span className="unseen">{change === 'pull' ? ` of ${name}` : ` ${name}`}</span>
        </Button>
      ))}
      {rest.length > 0 && (
        <Menu
          label={`More for ${name}`}
          actions={rest.map((change) => ({
            id: change,
            label: `${verbOf(change)} ${name}`,
            onAction: () => open(change),
          }))}
        />
      )}
    </div>
  );
}
