import { ApiProperty } from '@nestjs/swagger';
import type { ModelObject } from './models.service.js';

export class ModelAnswer implements ModelObject {
  @ApiProperty({ example: 'loopback/echo' })
  id: string;

  @ApiProperty({ enum: ['model'] })
  object: 'model';

  @ApiProperty({ description: 'Unix seconds; 0: nobody knows' })
  created: number;

  @ApiProperty()
  owned_by: string;

  @ApiProperty()
  provider: string;

  @ApiProperty({ required: false, description: 'Tokens' })
  context_length?: number;

  @ApiProperty({ required: false, type: [String], example: ['completion', 'tools'] })
  capabilities?: readonly string[];

  @ApiProperty({
    required: false,
    description: 'Its provider does not answer: this is what was known before',
  })
  stale?: true;

  @ApiProperty({ required: false, description: 'On an alias: the model that it stands for' })
  alias_of?: string;
}

export class ModelsAnswer {
  @ApiProperty({ enum: ['list'] })
  object: 'list';

  @ApiProperty({ type: [ModelAnswer] })
  data: ModelAnswer[];
}
