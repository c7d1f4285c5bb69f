import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES } from '@app/jobs';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { NodeQuery } from '../services/service.dto.js';

export class JobParams {
  @ApiProperty({ description: 'Id of the job, which is that of its intent in the audit' })
  @Matches(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, {
    message: 'id must be the id of a job',
  })
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
