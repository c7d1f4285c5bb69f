import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { NodeQuery } from '../services/service.dto.js';

/** What `since` may be. */
export const SINCE = /^(\d{1,9}(ms|s|m|h|d)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))$/;

export class LogQuery extends NodeQuery {
  @ApiProperty({ required: false, default: 100, description: 'Last lines; with since, all are meant' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(5_000)
  tail?: number;

  @ApiProperty({ required: false, description: 'RFC 3339, or a duration up to now', example: '10m' })
  @IsOptional()
  @Matches(SINCE, {
    message: 'since must be a time as in RFC 3339, or a duration such as 30s, 10m, 2h or 1d',
  })
  since?: string;

  @ApiProperty({ required: false, enum: ['true', 'false'], default: 'false' })
  @IsOptional()
  @IsIn(['true', 'false'])
  follow?: 'true' | 'false';
}
