import type { GatePolicy } from '../policy/gate-policy.js';
import { bindRule } from './binds.js';
import { capAdd, capDrop, securityOpt } from './capabilities.js';
import type { Claims } from './claims.js';
import { deviceRequests, runtime } from './gpus.js';
import { mountRule } from './mounts.js';
import { networkMode } from './networks.js';
import { bool, integer, oneOf, pathInside, text, textLike, words } from './plain-rules.js';
import { portBindings } from './ports.js';
import { listOf, mapOf, onlyNull, record, type Rule } from './rule.js';

const MIB = 1024 * 1024;
const AMOUNT = integer(0);
const CPU_LIST = textLike(/^[\d,-]{0,200}$/, 'a list of numbers');
const TMPFS_OPTIONS = textLike(/^[a-z0-9=,%]{0,200}$/, 'options of a tmpfs');
const LOG_OPTION =
  /^(?:max-size|max-file|max-buffer-size|mode|compress|tag|labels|labels-regex|env|env-regex)$/;

const LIMITS: Readonly<Record<string, Rule>> = {
  MemoryReservation: AMOUNT,
  MemorySwap: integer(-1),
  MemorySwappiness: integer(-1, 100),
  CpuShares: AMOUNT,
  NanoCpus: AMOUNT,
  CpuPeriod: AMOUNT,
  CpuQuota: integer(-1),
  CpusetCpus: CPU_LIST,
  CpusetMems: CPU_LIST,
  BlkioWeight: integer(0, 1_000),
  PidsLimit: integer(-1),
  OomScoreAdj: integer(0, 1_000),
  Ulimits: listOf(
    record({ Name: textLike(/^[a-z]{1,20}$/, 'a limit'), Soft: integer(-1), Hard: integer(-1) }, 'Name'),
  ),
};

const HARMLESS: Readonly<Record<string, Rule>> = {
  RestartPolicy: record({
    Name: oneOf('', 'no', 'always', 'on-failure', 'unless-stopped'),
    MaximumRetryCount: AMOUNT,
  }),
  AutoRemove: bool,
  ReadonlyRootfs: bool,
  Init: bool,
  Dns: words,
  DnsOptions: words,
  DnsSearch: words,
  ExtraHosts: words,
  GroupAdd: words,
  Tmpfs: mapOf((name, at) => void pathInside(name, at), TMPFS_OPTIONS),
  CgroupnsMode: oneOf('', 'private'),
  // Drivers that stay on the node; others would have the engine itself call out.
  LogConfig: record({
    Type: oneOf('', 'json-file', 'local', 'none'),
    Config: mapOf((name, at) => void textLike(LOG_OPTION, 'an option of a log')(name, at), text),
  }),
};

/** hostConfig reads what of the machine a container gets. What has no rule here, it does not get. */
export function hostConfig(policy: GatePolicy, claims: Claims): Rule {
  const memory = integer(policy.memory_max_mib === undefined ? 0 : 1, mib(policy.memory_max_mib));
  const fields: Readonly<Record<string, Rule>> = {
    ...LIMITS,
    ...HARMLESS,
    NetworkMode: networkMode(claims),
    Binds: listOf(bindRule(policy, claims)),
    Mounts: listOf(mountRule(policy, claims)),
    PortBindings: portBindings(policy),
    IpcMode: oneOf('', 'none', 'private', 'shareable', ...(policy.ipc_host ? ['host'] : [])),
    ShmSize: integer(0, mib(policy.shm_max_mib)),
    Memory: memory,
    CapAdd: capAdd(policy),
    CapDrop: capDrop,
    SecurityOpt: securityOpt,
    DeviceRequests: deviceRequests(policy),
    Runtime: runtime(policy),
    // Empty lists would take away what hides the machine's own files from a container.
    MaskedPaths: onlyNull,
    ReadonlyPaths: onlyNull,
  };
  const limited = policy.memory_max_mib === undefined ? [] : ['Memory'];
  return record(fields, 'NetworkMode', ...limited);
}

function mib(amount: number | undefined): number | undefined {
  return amount === undefined ? undefined : amount * MIB;
}
