import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const ACTIONS = ['start', 'stop', 'restart'] as const;

export class ServiceParams {
  @ApiProperty({ example: 'ollama' })
  @Matches(NAME, { message: 'id must be the name of a service' })
  id: string;
}

export class ServiceActionParams extends ServiceParams {
  @ApiProperty({ enum: ACTIONS })
  @IsIn(ACTIONS)
  action: (typeof ACTIONS)[number];
}

export class LogsQuery {
  @ApiProperty({ required: false, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  tail?: number;
}
