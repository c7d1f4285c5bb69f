import type { Change } from './change.ts';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';
import { pathOf } from './ops-api.ts';
import type { Options } from './options.ts';
import { wanted } from './wanted.ts';

const ON_A_SERVICE = ['start', 'stop', 'restart', 'up'];
export const CHANGES = [...ON_A_SERVICE, 'pull', 'deploy', 'rollback'];

/** changeOf is the request of a change; throws a CommandError when an option that it needs is missing. */
export function changeOf(action: string, options: Options): Change {
  if (ON_A_SERVICE.includes(action)) return serviceChange(action, options);
  if (action === 'pull') return pull(options);
  if (action === 'deploy') return deployment(options);
  if (action === 'rollback') return rollback(options);
  throw new CommandError(EXIT.wrongUsage, `ACTION: got ${action}, wanted one of ${CHANGES.join(', ')}`);
}

function serviceChange(action: string, { service, node }: Options): Change {
  return {
    path: pathOf(['services', wanted('SERVICE', service), action], { node }),
    body: {},
    reversible: false,
  };
}

function pull({ services, service, node }: Options): Change {
  const named = services.length > 0 ? services : [wanted('SERVICES', service)];
  return {
    path: '/images/pull',
    body: { services: named, ...(node !== undefined && { node }) },
    reversible: false,
  };
}

function deployment({ images, node, pull: when, healthTimeoutSec }: Options): Change {
  if (Object.keys(images).length === 0) wanted("IMAGES='service=image …'", undefined);
  const body = {
    images,
    ...(node !== undefined && { node }),
    ...(when !== undefined && { pull: when }),
    ...(healthTimeoutSec !== undefined && { health_timeout_sec: Number(healthTimeoutSec) }),
  };
  return { path: '/deployments', body, reversible: true };
}

function rollback({ deployment: id }: Options): Change {
  return { path: pathOf(['deployments', wanted('DEPLOYMENT', id), 'rollback']), body: {}, reversible: true };
}
