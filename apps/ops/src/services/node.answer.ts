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

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(CertificateAnswer) },
    description: '`ca`, `client` and, once it has been seen, `server`',
  })
  certificates?: Record<string, CertificateAnswer>;

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
