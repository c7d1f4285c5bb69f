import type { Change } from '../../api/ops.js';
import type { Service } from '../../api/ops-views.js';

export interface ServiceActions {
  /** The one that is most likely wanted: a button. */
  readonly first?: Change;
  /** The others: a menu. */
  readonly others: readonly Change[];
}

interface Rights {
  readonly mayOperate: boolean;
  readonly mayDeploy: boolean;
  readonly canAct: boolean;
}

/** serviceActions are those that make sense for a service as it is, and that its viewer may do; there are no dead ones. */
export function serviceActions(service: Service, { mayOperate, mayDeploy, canAct }: Rights): ServiceActions {
  if (!canAct || service.protected) return { others: [] };
  const all: Change[] = [
    ...(mayOperate ? operations(service) : []),
    ...(mayDeploy ? (['pull'] as const) : []),
  ];
  const [first, ...others] = all;
  return first === undefined ? { others: [] } : { first, others };
}

/** mayRollOut tells whether another image of a service can be rolled out from here, and rolled back. */
export function mayRollOut(
  { node, protected: isProtected }: Service,
  { mayDeploy, canAct }: Pick<Rights, 'mayDeploy' | 'canAct'>,
): boolean {
  return mayDeploy && canAct && !isProtected && node === 'local';
}

/** No container is made on a remote node from here, so that `up` is for the local one. */
function operations({ state, node }: Service): Change[] {
  const up: Change[] = node === 'local' ? ['up'] : [];
  if (state === 'absent') return up;
  if (state === 'running' || state === 'mixed' || state === 'restarting' || state === 'paused') {
    return ['restart', 'stop', ...up];
  }
  return ['start', ...up];
}
