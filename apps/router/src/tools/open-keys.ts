import { SealKeys } from '@app/mcp';
import { keyBytes } from '../settings/state-key.js';
import type { Ends } from './ends.js';
import { SharedKeys } from './shared-keys.js';
import type { ToolSurroundings } from './tools.js';

/** openKeys takes the key of the environment, else the one that all routers on one Redis share, else one of its own. */
export async function openKeys(
  { variables, redis, logger }: Pick<ToolSurroundings, 'variables' | 'redis' | 'logger'>,
  ends: Ends,
): Promise<SealKeys> {
  const { ROUTER_STATE_KEY: key, ROUTER_STATE_KEY_BEFORE: before } = variables;
  if (key !== undefined)
    return new SealKeys(keyBytes(key), before === undefined ? undefined : keyBytes(before));
  if (redis === undefined) return new SealKeys();
  const shared = await SharedKeys.open(redis, logger);
  ends.add(() => shared.close());
  return shared.keys;
}
