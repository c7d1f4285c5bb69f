import { ApiProperty } from '@nestjs/swagger';
import { UPSTREAMS, type UpstreamName } from '../upstreams/upstream-name.js';
import type { AppKnowledge, KeyUse, KeyUsesView } from './key-uses.js';
import type { KeyWork, WorkGap } from './key-work.js';

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

  @ApiProperty({ format: 'date-time' })
  last: string;
}

class WorkGapDto implements WorkGap {
  @ApiProperty({ enum: KINDS })
  kind: WorkGap['kind'];

  @ApiProperty({ description: 'Why there may have been more calls than are told' })
  reason: string;
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

  @ApiProperty({ type: [WorkGapDto] })
  gaps: readonly WorkGapDto[];
}
