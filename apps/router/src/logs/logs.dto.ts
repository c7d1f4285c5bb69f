import { LOG_LEVELS, type LogLevel, type WordsSource } from '@app/mcp';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { SERVER } from '../policy/explain.dto.js';

const SOURCES: readonly WordsSource[] = ['stderr', 'message', 'router'];

export class LogQuery {
  @ApiProperty({ example: 'github' })
  @Matches(SERVER, { message: 'server must be the id of a server' })
  server: string;

  @ApiProperty({
    required: false,
    default: 100,
    description: 'The newest entries; with `after`, the oldest behind it',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_000)
  tail?: number;

  @ApiProperty({ required: false, description: 'Go on behind this id of an entry, or `next` of an answer' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  after?: string;

  @ApiProperty({ required: false, enum: ['true', 'false'], default: 'false' })
  @IsOptional()
  @IsIn(['true', 'false'])
  follow?: 'true' | 'false';
}

class LogEntryAnswer {
  @ApiProperty({ description: 'Where to go on from' })
  id: string;

  @ApiProperty({ description: 'Counts from 1 in each run of the router' })
  seq: number;

  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({
    enum: SOURCES,
    description: 'Its standard error, its `notifications/message`, or what the router saw of it',
  })
  source: WordsSource;

  @ApiProperty({ nullable: true, type: String, enum: LOG_LEVELS })
  level: LogLevel | null;

  @ApiProperty({ description: 'Without control characters, with the values of its variables masked' })
  text: string;
}

/** What a server's log is when it is not followed. */
export class LogAnswer {
  @ApiProperty()
  server: string;

  @ApiProperty({ description: 'Entries behind `after` are not there any more' })
  gap: boolean;

  @ApiProperty({ type: [LogEntryAnswer] })
  entries: LogEntryAnswer[];

  @ApiProperty({ description: '`after` of the next question' })
  next: string;
}
