import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { LONGEST_TOOL, SERVER } from './explain.dto.js';

export class QuarantineQuery {
  @ApiProperty({ required: false, default: 50, description: 'The oldest so many' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class AcceptBody {
  @ApiProperty({ example: 'github' })
  @Matches(SERVER, { message: 'server must be the id of a server' })
  server: string;

  @ApiProperty({ description: 'As its server calls it', example: 'create_issue' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_TOOL)
  tool: string;

  @ApiProperty({
    description: 'Hash of the definition that is accepted; refused when another one waits by now',
  })
  @Matches(/^sha256:[0-9a-f]{64}$/, { message: 'hash must be that of a definition in quarantine' })
  hash: string;
}

export class BlockBody {
  @ApiProperty({ example: 'github' })
  @Matches(SERVER, { message: 'server must be the id of a server' })
  server: string;

  @ApiProperty({ description: 'As its server calls it', example: 'create_issue' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_TOOL)
  tool: string;

  @ApiProperty({ description: 'Hash of the definition that is blocked, or `unreadable`' })
  @Matches(/^(sha256:[0-9a-f]{64}|unreadable)$/, {
    message: 'hash must be that of a definition in quarantine',
  })
  hash: string;
}

export class DefinitionChangeDto {
  @ApiProperty({ description: 'A JSON Pointer', example: '/inputSchema/properties/path/description' })
  path: string;

  @ApiProperty({ required: false, description: 'As JSON; characters that cannot be seen are escaped' })
  before?: string;

  @ApiProperty({ required: false, description: 'As JSON; characters that cannot be seen are escaped' })
  after?: string;
}

export class QuarantinedToolDto {
  @ApiProperty()
  server: string;

  @ApiProperty({ description: 'As its server calls it' })
  tool: string;

  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Hash of the approved definition; null when there is none',
  })
  approved_hash: string | null;

  @ApiProperty({ description: 'What accepting it takes; `unreadable` cannot be accepted' })
  hash: string;

  @ApiProperty()
  since: string;

  @ApiProperty({ type: [DefinitionChangeDto] })
  changes: readonly DefinitionChangeDto[];

  @ApiProperty({
    description: 'False when more has changed than is shown: look at the server itself before you accept',
  })
  complete: boolean;
}

export class QuarantineAnswer {
  @ApiProperty({ description: 'How many tools wait for a decision' })
  total: number;

  @ApiProperty({ type: [QuarantinedToolDto] })
  tools: readonly QuarantinedToolDto[];

  @ApiProperty({
    type: [QuarantinedToolDto],
    description: 'Those that an operator said no to; a definition that is another one again waits anew',
  })
  blocked: readonly QuarantinedToolDto[];
}

export class AcceptAnswer {
  @ApiProperty()
  server: string;

  @ApiProperty()
  tool: string;

  @ApiProperty({ description: 'Hash of the definition that is approved now' })
  approved_hash: string;
}

export class BlockAnswer {
  @ApiProperty()
  server: string;

  @ApiProperty()
  tool: string;

  @ApiProperty({ description: 'Hash of the definition that is blocked now' })
  blocked_hash: string;
}
