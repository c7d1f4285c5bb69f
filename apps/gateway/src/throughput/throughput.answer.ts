import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { BenchmarkResult } from './benchmark.service.js';
import type { Figures, ModelThroughput, ServiceUse } from './throughput-book.js';

export class BenchmarkAnswer implements BenchmarkResult {
  @ApiProperty()
  model: string;

  @ApiProperty()
  input_tokens: number;

  @ApiProperty()
  output_tokens: number;

  @ApiProperty()
  output_tokens_per_sec: number;

  @ApiProperty({ type: Number, nullable: true, description: 'null: the answer came whole' })
  time_to_first_token_ms: number | null;

  @ApiProperty()
  duration_ms: number;

  @ApiProperty({ format: 'date-time' })
  ts: string;
}

class FiguresAnswer implements Figures {
  @ApiProperty()
  latest: number;

  @ApiProperty()
  peak: number;

  @ApiProperty()
  p50: number;

  @ApiProperty()
  p95: number;

  @ApiProperty()
  p99: number;

  @ApiProperty()
  sample_count: number;
}

/** Tokens per second, over the last calls; all 0 when of none the rate is known. */
export class ModelThroughputAnswer extends FiguresAnswer implements ModelThroughput {
  @ApiProperty({
    type: FiguresAnswer,
    nullable: true,
    description:
      'Milliseconds from the request to the first token, loading included; null: no answer was streamed',
  })
  first_token_ms: FiguresAnswer | null;
}

@ApiExtraModels(ModelThroughputAnswer)
export class ThroughputAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ModelThroughputAnswer) },
    description: 'By model',
  })
  models: Record<string, ModelThroughputAnswer>;

  @ApiProperty({ required: false, type: BenchmarkAnswer })
  last_benchmark?: BenchmarkAnswer;
}

class ServiceUseAnswer implements ServiceUse {
  @ApiProperty({ example: 'open-webui' })
  name: string;

  @ApiProperty({ description: '0: not known' })
  last_tps: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Of its last answer that was streamed' })
  last_first_token_ms: number | null;

  @ApiProperty({ description: 'Unix seconds' })
  last_ts: number;

  @ApiProperty()
  count: number;
}

export class ModelUseAnswer {
  @ApiProperty({ type: [ServiceUseAnswer], description: 'The latest caller first' })
  services: ServiceUseAnswer[];
}

@ApiExtraModels(ModelUseAnswer)
export class UsageAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ModelUseAnswer) },
    description: 'By model',
  })
  by_model: Record<string, ModelUseAnswer>;
}

export class RecordedAnswer {
  @ApiProperty()
  ok: boolean;
}
