import { ApiProperty } from '@nestjs/swagger';

export class DeploymentAnswer {
  @ApiProperty()
  id: string;

  @ApiProperty()
  node: string;

  @ApiProperty({ type: [String] })
  services: string[];

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, description: 'By service' })
  images: Record<string, string>;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What each service ran before' })
  before: Record<string, unknown>;

  @ApiProperty({ example: 'deploy' })
  action: string;

  @ApiProperty({ required: false })
  rollback_of?: string;

  @ApiProperty({ example: 'running' })
  state: string;

  @ApiProperty()
  actor: string;

  @ApiProperty({ format: 'date-time' })
  requested_at: string;

  @ApiProperty({ required: false, format: 'date-time' })
  ended_at?: string;

  @ApiProperty({ required: false })
  code?: string;

  @ApiProperty({ required: false })
  message?: string;

  @ApiProperty({ required: false })
  verdict?: string;
}

export class DeploymentsAnswer {
  @ApiProperty({ type: [DeploymentAnswer], description: 'The newest first' })
  deployments: DeploymentAnswer[];
}
