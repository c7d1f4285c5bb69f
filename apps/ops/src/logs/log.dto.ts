import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { NodeQuery } from '../services/service.dto.js';
import { Since, Tail } from './log-range.js';

export class LogQuery extends NodeQuery {
  @Tail(5_000, 'Last lines; with since, all are meant')
  tail?: number;

  @Since()
  since?: string;

  @ApiProperty({ required: false, enum: ['true', 'false'], default: 'false' })
  @IsOptional()
  @IsIn(['true', 'false'])
  follow?: 'true' | 'false';
}
