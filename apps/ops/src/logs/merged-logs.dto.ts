import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { SINCE } from './log.dto.js';

/** An event's id says how far each service was told, and has to fit into a header when it comes back. */
const MOST_SERVICES = 16;
const REF = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}\/[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

export class MergedLogsQuery {
  @ApiProperty({
    type: [String],
    description: `One for each service, as node/service; ${MOST_SERVICES} at most`,
    example: ['local/gateway', 'local/ollama'],
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_SERVICES)
  @ArrayUnique()
  @Matches(REF, { each: true, message: 'of must name services, each as node/service' })
  of: string[];

  @ApiProperty({
    required: false,
    default: 100,
    description: 'Last lines of each; with since, all are meant',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  tail?: number;

  @ApiProperty({ required: false, description: 'RFC 3339, or a duration up to now', example: '10m' })
  @IsOptional()
  @Matches(SINCE, {
    message: 'since must be a time as in RFC 3339, or a duration such as 30s, 10m, 2h or 1d',
  })
  since?: string;
}
