import { useNavigate } from '@tanstack/react-router';
import type { Change } from '../../api/ops.js';
import type { Service } from '../../api/ops-views.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, Menu, type MenuAction } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { servicePlan, verbOf } from '../../plan/service-plan.js';
import { useMay } from '../../session/use-session.js';
import { dayBegan } from '../../time/day-began.js';
import { useZone } from '../../time/zone.js';
import { differencePath } from './difference-words.js';
import css from './Services.module.css';
import { serviceActions } from './service-actions.js';

interface ActionsProps {
  readonly service: Service;
  /** All as buttons: where there is room. */
  readonly areWide?: boolean;
}

/** Actions opens plans and views; nothing is done by a press here. */
export function Actions({ service, areWide = false }: ActionsProps) {
  const rights = { mayOperate: useMay('operate'), mayDeploy: useMay('deploy'), canAct: useCanAct('jobs') };
  const { first, others } = serviceActions(service, rights);
  const { name, node } = service;
  const views = useViews(service);
  const open = (change: Change) => openPlan(servicePlan({ node, service: name }, change));
  const offered = first === undefined ? [] : [first];
  const buttons = areWide ? [...offered, ...others] : offered;
  const rest = areWide ? [] : others;
  return (
    <div className={areWide ? css.wide : css.actions}>
      {buttons.map((change) => (
        <Button key={change} onPress={() => open(change)}>
          {change === 'pull' ? 'Pull images' : verbOf(change)}
          <span className="unseen">{change === 'pull' ? ` of ${name}` : ` ${name}`}</span>
        </Button>
      ))}
      {!areWide && (
        <Menu
          label={`More for ${name}`}
          actions={[
            ...rest.map((change) => ({
              id: change,
              label: `${verbOf(change)} ${name}`,
              onAction: () => open(change),
            })),
            ...views,
          ]}
        />
      )}
    </div>
  );
}

/** What only looks: for everybody who sees the service. */
function useViews(service: Service): readonly MenuAction[] {
  const navigate = useNavigate();
  const zone = useZone();
  const { name, node } = service;
  const go = (to: string, search: Readonly<Record<string, string>> = {}) => void navigate({ to, search });
  return [
    {
      id: 'difference',
      label: 'Configuration difference',
      onAction: () => go(differencePath(service)),
    },
    {
      id: 'events',
      label: 'Events since today',
      onAction: () =>
        go('/audit', {
          resource: `${node}/${name}`,
          range: 'custom',
          since: dayBegan(Date.now(), zone),
        }),
    },
  ];
}
