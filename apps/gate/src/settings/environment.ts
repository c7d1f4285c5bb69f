import { LOG_LEVELS } from '@app/http';
import { z } from 'zod';

const ABSOLUTE = z.string().startsWith('/', 'an absolute path');

/** environment is every variable that the gate reads; docs/operations.md documents them in words. */
export const environment = z.object({
  /** Where Caddy finds the gate; its folder has to be there. */
  GATE_SOCKET: ABSOLUTE.default('/run/switchyard-gate/gate.sock'),
  DOCKER_SOCKET: ABSOLUTE.default('/var/run/docker.sock'),
  GATE_POLICY: ABSOLUTE.default('/etc/switchyard/gate.yaml'),
  /** The file system that it lies on is the one whose room is told. */
  GATE_DISK: ABSOLUTE.default('/'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
});
