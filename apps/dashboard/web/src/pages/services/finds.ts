import { readServices } from '../../api/ops.js';
import type { Service } from '../../api/ops-views.js';
import { hindranceOf } from '../../data/hindrance.js';
import { servicePath } from '../../data/live-views.js';
import { known } from '../../data/queries.js';
import { openPlan } from '../../plan/plan-store.js';
import { servicePlan, verbOf } from '../../plan/service-plan.js';
import type { Find, Finds, Seeker } from '../page.js';
import { serviceActions } from './service-actions.js';

/** findServices finds each service, and the plan of each change of it that its own page would offer. */
export const findServices: Finds = async (seeker) => {
  const { services } = await seeker.client.ensureQueryData({
    queryKey: ['services'],
    queryFn: ({ signal }) => readServices(signal),
  });
  const rights = rightsOf(seeker);
  const merged = { label: 'Logs of several services', hint: 'Page', to: '/services/logs' };
  return [merged, ...services.flatMap((service) => [opened(service), ...plansOf(service, rights)])];
};

function rightsOf({ client, may }: Seeker) {
  const canAct = hindranceOf(known(client, 'links')?.links ?? [], 'jobs') === undefined;
  return { mayOperate: may('operate'), mayDeploy: may('deploy'), canAct };
}

function opened(service: Service): Find {
  return { label: service.name, hint: `Service on ${service.node}`, to: servicePath(service) };
}

function plansOf(service: Service, rights: ReturnType<typeof rightsOf>): Find[] {
  const { first, others } = serviceActions(service, rights);
  const { name, node } = service;
  return (first === undefined ? [] : [first, ...others]).map((change) => ({
    label: `${verbOf(change)} ${name}`,
    hint: `Plan, ${node}`,
    run: () => openPlan(servicePlan({ node, service: name }, change)),
  }));
}
