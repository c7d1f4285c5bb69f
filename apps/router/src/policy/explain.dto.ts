import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';

/** What ids of servers look like. */
export const SERVER = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const LONGEST_TOOL = 256;

export class ExplainQuery {
  @ApiProperty({ description: 'Id of a client in clients.yaml; `anonymous` while there is none' })
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  client: string;

  @ApiProperty({
    description: 'The tool, as its server calls it, as clients see it, or as `<server>/<tool>`',
    example: 'github/create_issue',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_TOOL)
  tool: string;

  @ApiProperty({ required: false, description: 'The server that is meant, when several have such a tool' })
  @IsOptional()
  @Matches(SERVER, { message: 'server must be the id of a server' })
  server?: string;
}

export class PolicyStepDto {
  @ApiProperty({ example: 'tools.deny' })
  rule: string;

  @ApiProperty({
    enum: ['denied', 'allowed', 'silent'],
    description: 'One denial is enough; `silent` decides nothing',
  })
  outcome: 'denied' | 'allowed' | 'silent';

  @ApiProperty({ example: 'tools.deny holds "delete_*"' })
  reason: string;
}

export class ToolExplanationDto {
  @ApiProperty()
  server: string;

  @ApiProperty({ description: 'As its server calls it' })
  tool: string;

  @ApiProperty()
  allowed: boolean;

  @ApiProperty({ description: 'The rule that decided; `default` when none spoke' })
  rule: string;

  @ApiProperty()
  reason: string;

  @ApiProperty({ type: [PolicyStepDto], description: 'What every rule makes of it, in their order' })
  steps: readonly PolicyStepDto[];
}

export class ExplainAnswer {
  @ApiProperty()
  client: string;

  @ApiProperty({ type: [ToolExplanationDto], description: 'Each tool that the name may mean' })
  tools: readonly ToolExplanationDto[];
}
