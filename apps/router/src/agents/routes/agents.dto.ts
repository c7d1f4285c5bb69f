import type { JsonObject } from '@app/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';

const AGENT = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const SERVER = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const RUN = /^run-[0-9a-f-]{36}$/;
const LONGEST_TEXT = 2_000_000;
/** As it was sent: the copy that is made otherwise leaves out names such as "toString". */
const asSent = (field: string) => Transform(({ obj }: { obj: Record<string, unknown> }) => obj[field]);

export class AgentParams {
  @ApiProperty({ example: 'librarian' })
  @Matches(AGENT, { message: 'agent must be the name of an agent' })
  agent: string;
}

export class RunParams {
  @ApiProperty({ example: 'run-019aa5a0-0000-7000-8000-000000000000' })
  @Matches(RUN, { message: 'id must be the id of a run' })
  id: string;
}

export class RunBody {
  @ApiProperty({ required: false, description: 'What the agent is asked; or messages' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_TEXT)
  input?: string;

  @ApiProperty({ required: false, type: 'array', items: { type: 'object' } })
  @IsOptional()
  @asSent('messages')
  @IsArray()
  messages?: object[];

  @ApiProperty({ required: false, default: false, description: 'Answer with server-sent events' })
  @IsOptional()
  @IsBoolean()
  stream?: boolean;

  @ApiProperty({
    required: false,
    default: false,
    description: 'Answer 202 at once; the run goes on without its caller. Needs REDIS_URL',
  })
  @IsOptional()
  @IsBoolean()
  background?: boolean;
}

export class RouteBody {
  @ApiProperty({ required: false, description: 'What the agent is asked; or messages' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_TEXT)
  prompt?: string;

  @ApiProperty({ required: false, type: 'array', items: { type: 'object' } })
  @IsOptional()
  @asSent('messages')
  @IsArray()
  messages?: object[];

  @ApiProperty({ required: false, description: 'Not needed where the client may use one agent alone' })
  @IsOptional()
  @Matches(AGENT, { message: 'agent must be the name of an agent' })
  agent?: string;
}

export class ServerParams {
  @ApiProperty({ example: 'github' })
  @Matches(SERVER, { message: 'name must be the name of a server' })
  name: string;
}

export class CallBody {
  @ApiProperty({ description: 'The tool, as its server calls it', example: 'create_issue' })
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  tool: string;

  @ApiProperty({ selfRequired: false, type: 'object', additionalProperties: true })
  @IsOptional()
  @asSent('arguments')
  @IsObject()
  arguments?: JsonObject;
}
