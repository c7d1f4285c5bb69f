import { ApiProperty } from '@nestjs/swagger';
import { UPSTREAMS, type UpstreamName } from '../upstreams/upstream-name.js';
import type { AppKnowledge, KeyUse, KeyUsesView } from './key-uses.js';
import type { KeyWork } from './key-work.js';
import type { CallGap } from './kept-calls.js';
import type { ServerLimit } from './server-limits.js';

class AppKnowledgeDto implements AppKnowledge {
  @ApiProperty({ enum: UPSTREAMS })
  name: UpstreamName;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'It knows of no use before; null when it could not be read',
  })
  since: string | null;

  @ApiProperty({ required: false, description: 'Why it could not be read' })
  reason?: string;
}

class KeyUseDto implements KeyUse {
  @ApiProperty()
  client: string;

  @ApiProperty({ enum: UPSTREAMS, description: 'Which took the key' })
  app: UpstreamName;

  @ApiProperty({ format: 'date-time' })
  at: string;
}

const KINDS = ['model', 'tool'] as const;

class KeyWorkDto implements KeyWork {
  @ApiProperty()
  client: string;

  @ApiProperty({ enum: KINDS })
  kind: KeyWork['kind'];

  @ApiProperty({ example: 'github/create_issue' })
  name: string;

  @ApiProperty({ description: 'In the last 24 hours; of tools, refused ones as well' })
  calls: number;

  @ApiProperty({ description: 'Those of them that began in the last hour' })
  calls_last_hour: number;

  @ApiProperty({ description: 'In the last 24 hours, of all calls whose tokens are known; 0 for a tool' })
  input_tokens: number;

  @ApiProperty()
  output_tokens: number;

  @ApiProperty({ description: 'Calls of a model that run, or whose tokens nobody told; 0 for a tool' })
  calls_without_tokens: number;

  @ApiProperty({ format: 'date-time' })
  last: string;
}

class CallGapDto implements CallGap {
  @ApiProperty({ enum: KINDS })
  kind: CallGap['kind'];

  @ApiProperty({ description: 'Why there may have been more calls than are told' })
  reason: string;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Of the calls since then none is missing; null: some may be',
  })
  whole_since: string | null;
}

class ServerLimitDto implements ServerLimit {
  @ApiProperty({ example: 'github' })
  server: string;

  @ApiProperty({ description: 'Calls that it takes in any 60 seconds of each client' })
  per_minute: number;
}

export class KeyUsesAnswer implements KeyUsesView {
  @ApiProperty({ type: [AppKnowledgeDto] })
  apps: readonly AppKnowledgeDto[];

  @ApiProperty({
    type: [KeyUseDto],
    description: 'The last use of each client, of those that any app has seen',
  })
  uses: readonly KeyUseDto[];

  @ApiProperty({
    type: [KeyWorkDto],
    description:
      'Which models and tools each client used in the last 24 hours; tools for who may read the audit',
  })
  work: readonly KeyWorkDto[];

  @ApiProperty({ type: [CallGapDto] })
  gaps: readonly CallGapDto[];

  @ApiProperty({
    type: [ServerLimitDto],
    nullable: true,
    description: 'Of the tool servers that are enabled; models have none; null when they could not be read',
  })
  limits: readonly ServerLimitDto[] | null;

  @ApiProperty({ required: false, description: 'Why the limits could not be read' })
  limits_reason?: string;
}
