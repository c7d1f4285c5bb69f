import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';

/** What names of nodes and services look like. */
export const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

export class NodeQuery {
  @ApiProperty({ required: false, default: 'local', description: 'The node that is meant' })
  @IsOptional()
  @Matches(NAME, { message: 'node must be the name of a node' })
  node?: string;
}

export class ServiceParams {
  @ApiProperty({ description: 'Name of the Compose service', example: 'ollama' })
  @Matches(NAME, { message: 'id must be the name of a service' })
  id: string;
}

const SERVICE_ACTIONS = ['start', 'stop', 'restart', 'up'] as const;
export type ServiceAction = (typeof SERVICE_ACTIONS)[number];

export class ServiceActionParams extends ServiceParams {
  @ApiProperty({ enum: SERVICE_ACTIONS })
  @IsIn(SERVICE_ACTIONS)
  action: ServiceAction;
}
