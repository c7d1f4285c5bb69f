import type { JsonObject } from '@app/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { SERVER } from './explain.dto.js';

const TOOL_STATES = ['allowed', 'denied', 'quarantined', 'blocked'] as const;

export class KnownToolsQuery {
  @ApiProperty({ example: 'github' })
  @Matches(SERVER, { message: 'server must be the id of a server' })
  server: string;
}

class KnownToolDto {
  @ApiProperty({ description: 'As its server calls it' })
  tool: string;

  @ApiProperty({ enum: TOOL_STATES, description: "`denied` is by the server's own rules, whoever asks" })
  state: (typeof TOOL_STATES)[number];

  @ApiProperty({ required: false, type: String, description: 'The rule that denies it' })
  reason: string | undefined;

  @ApiProperty({ description: 'Of the definition that is approved, or that waits where none is' })
  hash: string;

  @ApiProperty({ format: 'date-time', description: 'When that was first seen, or accepted' })
  since: string;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: true,
    description: 'Absent when it was too long to be kept',
  })
  definition: JsonObject | undefined;
}

export class KnownToolsAnswer {
  @ApiProperty()
  server: string;

  @ApiProperty({ type: [KnownToolDto] })
  tools: readonly KnownToolDto[];
}
