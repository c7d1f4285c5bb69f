import { ApiProperty } from '@nestjs/swagger';
import { ENDED_STATES, JOB_STATES } from '@app/jobs';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { NAME, NodeQuery } from '../services/service.dto.js';

const UUID_V7 = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

export class JobParams {
  @ApiProperty({ description: 'Id of the job, which is that of its intent in the audit' })
  @Matches(new RegExp(`^${UUID_V7}$`), { message: 'id must be the id of a job' })
  id: string;
}

export class JobsQuery extends NodeQuery {
  @ApiProperty({ required: false, enum: JOB_STATES, default: 'active' })
  @IsOptional()
  @IsIn(JOB_STATES)
  state?: (typeof JOB_STATES)[number];

  @ApiProperty({ required: false, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

export class EndedJobsQuery {
  @ApiProperty({ required: false, description: 'Only of this node; of all nodes without it' })
  @IsOptional()
  @Matches(NAME, { message: 'node must be the name of a node' })
  node?: string;

  @ApiProperty({ required: false, description: 'Only jobs about this service' })
  @IsOptional()
  @Matches(NAME, { message: 'service must be the name of a service' })
  service?: string;

  @ApiProperty({ required: false, enum: ENDED_STATES, description: 'Both without it' })
  @IsOptional()
  @IsIn(ENDED_STATES)
  state?: (typeof ENDED_STATES)[number];

  @ApiProperty({ required: false, description: '`next` of an answer: goes on after it' })
  @IsOptional()
  @Matches(new RegExp(`^\\d{1,15}-${UUID_V7}$`), { message: 'before must be `next` of an answer' })
  before?: string;

  @ApiProperty({ required: false, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}
