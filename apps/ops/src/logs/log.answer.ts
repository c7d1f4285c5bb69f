import { ApiProperty } from '@nestjs/swagger';

class LogLineAnswer {
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  at: string | null;

  @ApiProperty({ enum: ['stdout', 'stderr'] })
  stream: 'stdout' | 'stderr';

  @ApiProperty({ description: 'Name of the container' })
  container: string;

  @ApiProperty()
  line: string;
}

/** What a log is when it is not followed. */
export class LogsAnswer {
  @ApiProperty()
  service: string;

  @ApiProperty()
  node: string;

  @ApiProperty({ description: 'The lines as one text' })
  logs: string;

  @ApiProperty({ type: [LogLineAnswer] })
  lines: LogLineAnswer[];

  @ApiProperty({ required: false, description: 'Older lines were left out' })
  truncated?: boolean;
}
