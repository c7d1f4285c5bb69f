import type { NodesReading, ServicesReading } from '../readings.js';
import type { Finding } from './finding.js';

type Node = NodesReading['nodes'][number];
type Service = ServicesReading['services'][number];

/** aboutNodes finds nodes that cannot be read or that let strangers in, certificates that run out, and disks that fill. */
export function aboutNodes({ nodes }: NodesReading): Finding[] {
  return nodes.flatMap((node) => [...trouble(node), ...certificates(node), ...fullDisk(node)]);
}

function trouble({ id, ok, problem }: Node): Finding[] {
  if (ok) return [];
  const exposed = problem?.code === 'node_exposed';
  return [
    {
      id: `node/${id}`,
      level: 'critical',
      weight: exposed ? 0 : 20,
      cause: problem?.reason ?? `The node ${id} cannot be read`,
      next: exposed
        ? `Shut the door of ${id}: changes there are refused until then`
        : `Look at the node ${id}`,
      about: { kind: 'node', id },
    },
  ];
}

function certificates({ id, certificates: held = {} }: Node): Finding[] {
  return Object.entries(held).flatMap(([name, { days_left: days, warning }]) => {
    if (!warning && days > 0) return [];
    const gone = days <= 0;
    return [
      {
        id: `certificate/${id}/${name}`,
        level: gone ? ('critical' as const) : ('warning' as const),
        weight: gone ? 21 : 50,
        cause: `The ${name} certificate of ${id} ${gone ? 'has expired' : `has ${days} days left`}`,
        next: 'Renew it',
        about: { kind: 'node', id },
      },
    ];
  });
}

const GIB = 2 ** 30;

/** As long as nobody reads it anew, the last reading stands; how old it is, is on the page. */
function fullDisk({ id, disk }: Node): Finding[] {
  if (disk?.warning !== true) return [];
  const [free, all] = [disk.free_bytes, disk.total_bytes].map((bytes) => `${(bytes / GIB).toFixed(1)} GiB`);
  return [
    {
      id: `disk/${id}`,
      level: 'warning',
      weight: 48,
      cause: `The disk of ${id} has ${free} of ${all} free`,
      next: 'Make room on it: pulls and new containers need some',
      about: { kind: 'node', id },
    },
  ];
}

/** aboutServices finds services that are ill, that died, or that are not what the Compose files say. */
export function aboutServices({ services }: ServicesReading): Finding[] {
  return services.flatMap((service) => illness(service) ?? drift(service) ?? []);
}

function illness({ id, node, state, health }: Service): Finding[] | undefined {
  const ill = health === 'unhealthy' ? 'is not healthy' : BROKEN[state];
  if (ill === undefined) return undefined;
  const cause = `${id} on ${node} ${ill}`;
  const about = { kind: 'service', id, node };
  return [
    {
      id: `service/${node}/${id}`,
      level: 'warning',
      weight: 30,
      cause,
      next: `Read the log of ${id}`,
      about,
    },
  ];
}

const BROKEN: Readonly<Record<string, string>> = {
  dead: 'is dead',
  restarting: 'restarts again and again',
};

function drift({ id, node, drift: differs }: Service): Finding[] | undefined {
  if (differs !== 'drifted') return undefined;
  const cause = `${id} on ${node} is not what the Compose files say`;
  const about = { kind: 'service', id, node };
  return [{ id: `drift/${node}/${id}`, level: 'notice', weight: 70, cause, next: `Bring ${id} up`, about }];
}
