import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import { integer, oneOf, textLike } from './plain-rules.js';
import { listOf, record, type Rule } from './rule.js';

const DEVICE = textLike(/^(?:\d{1,3}|(?:GPU|MIG)-[0-9a-zA-Z/-]{1,80})$/, 'the number or the id of a GPU');
const CAPABILITY = oneOf('gpu', 'nvidia', 'compute', 'utility', 'video', 'graphics', 'compat32', 'display');
const REQUEST = record(
  {
    Driver: oneOf('', 'nvidia'),
    Count: integer(-1, 1_000),
    DeviceIDs: listOf(DEVICE),
    Capabilities: listOf(listOf(CAPABILITY)),
  },
  'Capabilities',
);

/** deviceRequests reads what a container asks of the GPUs; other drivers could hand out any device. */
export function deviceRequests({ gpus }: GatePolicy): Rule {
  const requests = listOf(REQUEST);
  return (value, at) => {
    const asked = requests(value, at);
    if (Array.isArray(asked) && asked.length > 0 && !gpus) throw noGpus(at);
    return asked;
  };
}

/** runtime reads which runtime runs the container: the engine's own, or the one of the GPUs. */
export function runtime({ gpus }: GatePolicy): Rule {
  const known = oneOf('', 'nvidia');
  return (value, at) => {
    const name = known(value, at);
    if (name === 'nvidia' && !gpus) throw noGpus(at);
    return name;
  };
}

function noGpus(at: string): Refusal {
  return new Refusal(at, "the node's policy gives no GPUs to containers");
}
