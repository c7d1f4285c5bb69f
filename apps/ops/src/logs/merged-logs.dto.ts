import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, Matches } from 'class-validator';
import { Since, Tail } from './log-range.js';

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

  @Tail(1_000, 'Last lines of each; with since, all are meant')
  tail?: number;

  @Since()
  since?: string;
}
