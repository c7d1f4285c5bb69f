import { ApiProperty } from '@nestjs/swagger';

const PULL_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type PullState = (typeof PULL_STATES)[number];

export class ModelPullLayer {
  @ApiProperty({ example: 'sha256:6a0746a1ec1aef3e7ec53868f220ff6e389f6f8ef87a01d77c96807de94ca2aa' })
  digest: string;

  @ApiProperty()
  completed_bytes: number;

  @ApiProperty()
  total_bytes: number;
}

export class ModelPullError {
  @ApiProperty({ example: 'model_not_found' })
  code: string;

  @ApiProperty()
  message: string;
}

export class ModelPullAnswer {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'ollama/qwen3:8b' })
  model: string;

  @ApiProperty({ example: 'ollama' })
  provider: string;

  @ApiProperty({ enum: PULL_STATES })
  state: PullState;

  @ApiProperty({ type: Number, nullable: true, description: '1: the next one; null when it does not wait' })
  position: number | null;

  @ApiProperty({ description: "In the provider's words", example: 'pulling manifest' })
  status: string;

  @ApiProperty({ description: 'Of all layers that are known so far, with what was there before' })
  completed_bytes: number;

  @ApiProperty({ description: 'Of all layers that are known so far; 0: none is' })
  total_bytes: number;

  @ApiProperty({ description: 'Received in the last seconds' })
  bytes_per_sec: number;

  @ApiProperty({ type: Number, nullable: true, description: 'null: nobody can tell' })
  seconds_left: number | null;

  @ApiProperty({ type: [ModelPullLayer], description: 'At most 256' })
  layers: ModelPullLayer[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of the model that was there; null: there was none',
  })
  digest_before: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of the model that is there; null until it is done',
  })
  digest_after: string | null;

  @ApiProperty({ description: 'The tag stands for another model than before' })
  tag_moved: boolean;

  @ApiProperty({ description: 'Id of who asked for it' })
  actor: string;

  @ApiProperty({ description: 'Id of the request that asked for it' })
  request_id: string;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  started_at: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  ended_at: string | null;

  @ApiProperty({ type: ModelPullError, nullable: true })
  error: ModelPullError | null;
}

export class ModelPullsAnswer {
  @ApiProperty({
    type: [ModelPullAnswer],
    description: 'Running, waiting, then the last 50 that ended, newest first',
  })
  pulls: ModelPullAnswer[];
}

export class PullStarted {
  @ApiProperty({ format: 'uuid', description: 'Of the pull; of the one that runs already, if one does' })
  id: string;

  @ApiProperty({ example: 'ollama/qwen3:8b' })
  model: string;
}
