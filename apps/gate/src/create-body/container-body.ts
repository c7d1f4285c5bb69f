import type { JsonValue } from '@app/kernel';
import type { GatePolicy } from '../policy/gate-policy.js';
import { noClaims, type Claims } from './claims.js';
import { hostConfig } from './host-config.js';
import { imageRule } from './image.js';
import { labels } from './labels.js';
import { endpoints } from './networks.js';
import { bool, integer, pathInside, text, textLike, words } from './plain-rules.js';
import { insidePort } from './ports.js';
import { mapOf, record, type Rule } from './rule.js';

/** Written is a body that the gate wrote, and what it refers to on the node. */
export interface Written {
  readonly body: JsonValue;
  readonly claims: Claims;
}

const NOTHING = record({});
const HEALTHCHECK = record({
  Test: words,
  Interval: integer(0),
  Timeout: integer(0),
  StartPeriod: integer(0),
  StartInterval: integer(0),
  Retries: integer(0),
});

const PROCESS: Readonly<Record<string, Rule>> = {
  Hostname: text,
  Domainname: text,
  User: text,
  AttachStdin: bool,
  AttachStdout: bool,
  AttachStderr: bool,
  Tty: bool,
  OpenStdin: bool,
  StdinOnce: bool,
  Env: words,
  Cmd: words,
  Entrypoint: words,
  Shell: words,
  WorkingDir: text,
  StopSignal: textLike(/^[A-Z0-9+]{0,20}$/, 'a signal'),
  StopTimeout: integer(-1),
  NetworkDisabled: bool,
  Healthcheck: HEALTHCHECK,
  ExposedPorts: mapOf(insidePort, NOTHING),
  Volumes: mapOf((name, at) => void pathInside(name, at), NOTHING),
};

/**
 * containerBody reads the body of `POST /containers/create` (Docker Engine API, ContainerCreate) and returns the one that
 * is sent to the engine in its place. Throws a Refusal that names the field which the policy does not allow.
 */
export function containerBody(policy: GatePolicy, given: JsonValue): Written {
  const claims = noClaims();
  const read = record(
    {
      ...PROCESS,
      Image: imageRule(policy, claims),
      Labels: labels(policy, { service: true }),
      HostConfig: hostConfig(policy, claims),
      NetworkingConfig: endpoints(claims),
    },
    'Image',
    'Labels',
    'HostConfig',
  );
  return { body: read(given, ''), claims };
}
