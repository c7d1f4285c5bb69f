import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ProblemAnswer } from './service.answer.js';

export class RotationAnswer {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({
    enum: ['change', 'not_before'],
    description:
      '`change`: the worker saw it take the place of another then. `not_before`: it saw none since it started, and the certificate holds from then on',
  })
  known_by: string;
}

/** What anybody may know of a certificate; of a file with several, of the first to expire. */
export class CertificateAnswer {
  @ApiProperty({
    example: 'CN=gpu.example.lan',
    description: 'Its alternative names where it has none; at most 256 characters',
  })
  subject: string;

  @ApiProperty({ description: 'As `openssl x509 -fingerprint -sha256` writes it' })
  fingerprint_sha256: string;

  @ApiProperty({ format: 'date-time' })
  not_after: string;

  @ApiProperty({ description: 'Down to a tenth; negative once it has expired' })
  days_left: number;

  @ApiProperty({ description: 'Less than a third of its lifetime is left' })
  warning: boolean;

  @ApiProperty({ type: RotationAnswer })
  last_rotation: RotationAnswer;
}

export class AgentAnswer {
  @ApiProperty({
    enum: ['worker', 'gate'],
    description: 'The worker on its own node, the create gate on one behind a proxy',
  })
  kind: string;

  @ApiProperty({
    enum: ['answers', 'refuses', 'absent', 'unknown'],
    description:
      '`refuses`: it is for another project, or the proxy lets nobody ask it. `absent`: nobody answers behind the proxy',
  })
  state: string;

  @ApiProperty({ required: false, description: 'Why it does not answer' })
  reason?: string;
}

export class DiskAnswer {
  @ApiProperty({
    enum: ['docker', 'worker', 'gate'],
    description:
      'Which file system of the node: that of the folder where its engine keeps images and volumes, or that on which ' +
      'the worker or the create gate lies, which in a container is that of the layers of containers',
  })
  where: string;

  @ApiProperty()
  total_bytes: number;

  @ApiProperty({ description: 'What others than root may still fill' })
  free_bytes: number;

  @ApiProperty({ format: 'date-time', description: 'By the clock of the worker; twice a minute at most' })
  read_at: string;

  @ApiProperty({ description: 'Less than a tenth, or less than 5 GiB, is free' })
  warning: boolean;
}

/** From when on changes are refused that may take longer than the certificates on the way to the node hold. */
export class LongChangesAnswer {
  @ApiProperty({ enum: ['client', 'server', 'ca'], description: 'The certificate that ends first' })
  certificate: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', format: 'date-time' },
    example: { pull: '2026-11-30T11:00:00.000Z', deploy: '2026-11-30T08:50:00.000Z' },
    description:
      'By action. Of `deploy` and `rollback` with the usual `health_timeout_sec`, which counts twice: a longer one is refused earlier',
  })
  refused_from: Record<string, string>;

  @ApiProperty({ description: "The server's certificate has not been seen yet, and may end earlier" })
  server_unknown: boolean;
}

const FINDINGS = ['refused', 'exposed', 'unknown'];

/** What the worker tells of a node. Figures are there when its engine answers, certificates when TLS leads to it. */
@ApiExtraModels(CertificateAnswer)
export class NodeAnswer {
  @ApiProperty({ example: 'local' })
  id: string;

  @ApiProperty({ example: 'socket' })
  kind: string;

  @ApiProperty({ description: 'It can be read, and lets no stranger in' })
  ok: boolean;

  @ApiProperty({ required: false, type: ProblemAnswer })
  problem?: ProblemAnswer;

  @ApiProperty({ required: false, description: "The engine's" })
  version?: string;

  @ApiProperty({ required: false })
  cpus?: number;

  @ApiProperty({ required: false })
  memory_bytes?: number;

  @ApiProperty({ required: false, format: 'date-time' })
  system_time?: string;

  @ApiProperty({ required: false, description: 'How far its clock is ahead of the worker' })
  skew_ms?: number;

  @ApiProperty({ required: false, description: 'The skew is known to so much' })
  skew_within_ms?: number;

  @ApiProperty({ required: false, type: AgentAnswer })
  agent?: AgentAnswer;

  @ApiProperty({ required: false, type: DiskAnswer, description: 'As it was last read' })
  disk?: DiskAnswer;

  @ApiProperty({ required: false, description: 'Why the disk is not known, or not anew' })
  disk_unknown?: string;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(CertificateAnswer) },
    description: '`ca`, `client` and, once it has been seen, `server`',
  })
  certificates?: Record<string, CertificateAnswer>;

  @ApiProperty({ required: false, type: LongChangesAnswer })
  long_changes?: LongChangesAnswer;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { type: 'string', enum: FINDINGS },
    description: 'What must fail, and whether it does',
  })
  probes?: Record<string, string>;
}

export class NodesAnswer {
  @ApiProperty({ type: [NodeAnswer] })
  nodes: NodeAnswer[];
}
