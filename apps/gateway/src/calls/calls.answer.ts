import { ORIGINS, type RequestOrigin } from '@app/kernel';
import { ApiProperty } from '@nestjs/swagger';
import type { Endpoint } from '@app/providers';

class CallBegun {
  @ApiProperty({ description: 'Correlation id' })
  request_id: string;

  @ApiProperty({ format: 'date-time', description: 'When the request came' })
  started_at: string;

  @ApiProperty({ enum: ['chat', 'completions', 'embeddings'] })
  endpoint: Endpoint;

  @ApiProperty({ example: 'ollama/qwen3:8b' })
  model: string;

  @ApiProperty({ example: 'ollama' })
  provider: string;

  @ApiProperty({ description: 'On whose behalf, as the caller says; proves nothing', example: 'open-webui' })
  service: string;

  @ApiProperty({ description: 'Id of the key that was used; `anonymous`: none', example: 'my-app' })
  client: string;

  @ApiProperty({
    enum: [...ORIGINS, null],
    nullable: true,
    description:
      'Where it began, as the caller says in `X-Request-Origin`; proves nothing. Null: it said nothing',
  })
  origin: RequestOrigin | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The caller's own trace id, of its `traceparent`; proves nothing. Null: it gave none",
    example: '0af7651916cd43dd8448eb211c80319c',
  })
  trace_id: string | null;

  @ApiProperty({ description: 'Until its end, or until now' })
  duration_ms: number;
}

export class RunningCallAnswer extends CallBegun {}

export class CallAnswer extends CallBegun {
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'From the request to the first token of a stream',
  })
  first_token_ms: number | null;

  @ApiProperty({ type: Number, nullable: true })
  input_tokens: number | null;

  @ApiProperty({ type: Number, nullable: true })
  output_tokens: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'While it answered' })
  output_tokens_per_sec: number | null;

  @ApiProperty({ description: '`ok`, or the code of an error', example: 'ok' })
  outcome: string;

  @ApiProperty({ type: String, nullable: true, example: 'stop' })
  finish_reason: string | null;
}

export class CallsAnswer {
  @ApiProperty({ type: [RunningCallAnswer], description: 'The oldest first' })
  running: RunningCallAnswer[];

  @ApiProperty({ type: [CallAnswer], description: 'Of the last 1,000 that ended, the newest first' })
  calls: CallAnswer[];
}
