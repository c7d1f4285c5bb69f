import { ApiProperty } from '@nestjs/swagger';

const MODEL_STATES = ['ready', 'loaded', 'stale', 'unreachable'] as const;
export type ModelState = (typeof MODEL_STATES)[number];

export class LibraryProviderAnswer {
  @ApiProperty({ example: 'ollama' })
  id: string;

  @ApiProperty({ enum: ['ollama', 'vllm', 'openai', 'loopback'] })
  kind: string;

  @ApiProperty({ type: String, nullable: true, description: 'Host and port; null: it is the gateway itself' })
  address: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'gpu-1/vllm',
    description: 'What operations calls it, `node/service`, as gateway.yaml says',
  })
  service: string | null;

  @ApiProperty({ description: 'Whether it answered just now' })
  reachable: boolean;

  @ApiProperty({ description: 'Whether models can be pulled, deleted, loaded and unloaded there' })
  manages_models: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why it did not answer' })
  error: string | null;
}

export class ModelLoadAnswer {
  @ApiProperty({ format: 'date-time' })
  since: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The median of its last loads; null: none is known',
  })
  expected_seconds: number | null;

  @ApiProperty({ description: 'How many loads that is from, five at most' })
  from_loads: number;
}

class LoadFailureAnswer {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty()
  message: string;
}

export class LibraryModelAnswer {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  id: string;

  @ApiProperty({ example: 'ollama' })
  provider: string;

  @ApiProperty({ description: "The provider's own name for it", example: 'qwen3:8b' })
  model: string;

  @ApiProperty({
    enum: MODEL_STATES,
    description:
      '`loaded`: in memory; `ready`: loaded by its first call. `unreachable`: its provider cannot be reached; ' +
      '`stale`: it failed otherwise; both show what was known before.',
  })
  state: ModelState;

  @ApiProperty({
    description: 'A load is under way that was asked for here, or that a call through here waits for',
  })
  loading: boolean;

  @ApiProperty({
    type: ModelLoadAnswer,
    nullable: true,
    description:
      'That load, since it was sent. No engine tells how far one is: what is known is how long others took',
  })
  load: ModelLoadAnswer | null;

  @ApiProperty({
    type: LoadFailureAnswer,
    nullable: true,
    description: 'Why the last load failed, if it did',
  })
  load_failure: LoadFailureAnswer | null;

  @ApiProperty({ type: Number, nullable: true, description: 'On disk' })
  size_bytes: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'In the memory of GPUs; 0: loaded, and not there',
  })
  vram_bytes: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Kept in memory until then',
  })
  loaded_until: string | null;

  @ApiProperty({ type: String, nullable: true })
  digest: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  modified_at: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'qwen3' })
  family: string | null;

  @ApiProperty({ type: String, nullable: true, example: '8.2B' })
  parameter_size: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Q4_K_M' })
  quantization: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Tokens; the most that the model can take' })
  context_length: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Tokens; what it was loaded with' })
  loaded_context_length: number | null;

  @ApiProperty({ type: [String], example: ['completion', 'tools'] })
  capabilities: string[];

  @ApiProperty({ description: 'Calls that run on it now, through this gateway' })
  in_flight: number;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'The last call here; null: none since the gateway started, or long ago',
  })
  last_used: string | null;

  @ApiProperty({ description: 'The name `default` stands for it' })
  default: boolean;
}

export class LibraryAnswer {
  @ApiProperty({ type: [LibraryProviderAnswer] })
  providers: LibraryProviderAnswer[];

  @ApiProperty({ type: [LibraryModelAnswer], description: 'By provider, then by name' })
  models: LibraryModelAnswer[];
}
