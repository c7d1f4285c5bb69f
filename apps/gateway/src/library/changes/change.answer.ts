import { ApiProperty } from '@nestjs/swagger';

export class DeleteModelAnswer {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  model: string;

  @ApiProperty({ description: 'False for a dry run' })
  deleted: boolean;

  @ApiProperty({ type: Number, nullable: true, description: 'On disk; layers that other models share stay' })
  size_bytes: number | null;

  @ApiProperty({ type: String, nullable: true })
  digest: string | null;

  @ApiProperty({ description: 'It is in memory' })
  loaded: boolean;

  @ApiProperty({ type: Number, nullable: true })
  vram_bytes: number | null;

  @ApiProperty({ description: 'Calls that run on it now, through this gateway' })
  in_flight: number;

  @ApiProperty({ description: 'The name `default` stands for it' })
  default: boolean;
}

export class LoadModelAnswer {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  model: string;

  @ApiProperty()
  duration_ms: number;

  @ApiProperty({ type: Number, nullable: true })
  vram_bytes: number | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  loaded_until: string | null;
}

export class UnloadModelAnswer {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  model: string;

  @ApiProperty({ description: 'Calls that ran on it when it was asked to go' })
  in_flight: number;
}

export class DefaultModelAnswer {
  @ApiProperty({ type: String, nullable: true, example: 'ollama/qwen3:8b' })
  model: string | null;

  @ApiProperty({
    enum: ['chosen', 'gateway.yaml', 'none'],
    description: 'Who says so. An alias `default` in gateway.yaml holds, and cannot be changed here',
  })
  source: 'chosen' | 'gateway.yaml' | 'none';

  @ApiProperty({ description: 'Whether that model is known now' })
  known: boolean;
}
