import type { JsonObject } from '@app/kernel';
import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import { checkSource, claimVolume } from './binds.js';
import type { Claims } from './claims.js';
import { bool, integer, oneOf, pathInside, text } from './plain-rules.js';
import { record, type Rule } from './rule.js';

const CONSISTENCY = oneOf('', 'default', 'consistent', 'cached', 'delegated');
const SHAPES: Readonly<Record<string, Rule>> = {
  bind: record(
    {
      Type: text,
      Source: text,
      Target: pathInside,
      ReadOnly: bool,
      Consistency: CONSISTENCY,
      BindOptions: record({ Propagation: oneOf('', 'rprivate'), CreateMountpoint: bool }),
    },
    'Source',
    'Target',
  ),
  // Without options of a driver, which could mount any device or folder.
  volume: record(
    {
      Type: text,
      Source: text,
      Target: pathInside,
      ReadOnly: bool,
      Consistency: CONSISTENCY,
      VolumeOptions: record({ NoCopy: bool }),
    },
    'Target',
  ),
  tmpfs: record(
    {
      Type: text,
      Target: pathInside,
      ReadOnly: bool,
      Consistency: CONSISTENCY,
      TmpfsOptions: record({ SizeBytes: integer(0), Mode: integer(0, 0o7777) }),
    },
    'Target',
  ),
};
const TYPE = record({ Type: oneOf(...Object.keys(SHAPES)) }, 'Type');

/** mountRule reads one entry of `HostConfig.Mounts`. */
export function mountRule(policy: GatePolicy, claims: Claims): Rule {
  return (value, at) => {
    const given = (value ?? {}) as JsonObject;
    const { Type: type } = TYPE({ Type: given['Type'] ?? null }, at) as { Type: string };
    const mount = (SHAPES[type] as Rule)(value, at) as JsonObject;
    const source = typeof mount['Source'] === 'string' ? mount['Source'] : '';
    if (type === 'bind') checkSource(policy, source, mount['ReadOnly'] === true, `${at}.Source`);
    if (type === 'volume') volumeOf(policy, claims, source, at);
    return mount;
  };
}

function volumeOf(policy: GatePolicy, claims: Claims, source: string, at: string): void {
  if (source !== '') claimVolume(policy, claims, source, `${at}.Source`);
  else if (!policy.volumes) throw new Refusal(at, "the node's policy allows no volumes");
}
