import { CHANGES } from '@app/jobs';
import { ApiProperty } from '@nestjs/swagger';

export class DecisionAnswer {
  @ApiProperty({ description: 'That of the intent in the audit' })
  id: string;

  @ApiProperty({ description: 'The job that was cut off; the same id' })
  job: string;

  @ApiProperty()
  node: string;

  @ApiProperty({ type: [String] })
  services: readonly string[];

  @ApiProperty({ enum: CHANGES })
  action: string;

  @ApiProperty()
  actor: string;

  @ApiProperty({ format: 'date-time' })
  requested_at: string;

  @ApiProperty({ required: false })
  correlation_id?: string;

  @ApiProperty({ enum: ['did_not_happen', 'partial', 'unknown'] })
  verdict: string;

  @ApiProperty({ format: 'date-time', description: 'When the verdict was written' })
  found_at: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    description: 'What the node showed',
  })
  evidence?: unknown;
}

export class DecisionsAnswer {
  @ApiProperty({ type: [DecisionAnswer], description: 'The newest first' })
  decisions: DecisionAnswer[];
}
