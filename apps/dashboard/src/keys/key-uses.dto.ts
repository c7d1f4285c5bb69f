import { ApiProperty } from '@nestjs/swagger';
import { UPSTREAMS, type UpstreamName } from '../upstreams/upstream-name.js';
import type { AppKnowledge, KeyUse, KeyUsesView } from './key-uses.js';

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

export class KeyUsesAnswer implements KeyUsesView {
  @ApiProperty({ type: [AppKnowledgeDto] })
  apps: readonly AppKnowledgeDto[];

  @ApiProperty({
    type: [KeyUseDto],
    description: 'The last use of each client, of those that any app has seen',
  })
  uses: readonly KeyUseDto[];
}
