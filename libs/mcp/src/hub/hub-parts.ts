import type { Clock, JsonObject } from '@app/kernel';
import type { DefinitionLock } from '../policy/definition-lock.js';
import type { ToolPolicy } from '../policy/tool-policy.js';
import type { ServerPool } from '../upstream/server-pool.js';
import type { HubLimits } from './hub-limits.js';
import type { ToolCallRecord } from './hub-types.js';
import type { SealKeys } from './seal-keys.js';

/** HubNotice is what an operator should know of a server, told once for as long as it is so. */
export interface HubNotice {
  readonly kind: 'name_conflict' | 'external_reference' | 'list_failed' | 'list_cut' | 'subscription_failed';
  readonly server: string;
  readonly message: string;
}

/** HubParts is what a hub works on and reports to. */
export interface HubParts {
  readonly pool: ServerPool;
  readonly policy: ToolPolicy;
  readonly lock: DefinitionLock;
  readonly clock: Clock;
  /**
   * Told of each tool call once, when it has ended; the arguments are for those alone who may keep them, and the tool's
   * schema, if it is known, says which of them are secrets.
   */
  readonly record: (call: ToolCallRecord, args: JsonObject, schema: JsonObject | undefined) => void;
  readonly notice: (notice: HubNotice) => void;
  readonly limits: HubLimits;
  /** What clients carry is sealed with these: shared, when several hubs serve the same clients. */
  readonly keys: SealKeys;
}
