import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { BenchmarkResult } from './benchmark.service.js';
import type { ModelThroughput, ServiceUse } from './throughput-book.js';

export class BenchmarkAnswer implements BenchmarkResult {
  @ApiProperty()
  model: string;

  @ApiProperty()
  input_tokens: number;

  @ApiProperty()
  output_tokens: number;

  @ApiProperty()
  output_tokens_per_sec: number;

  @ApiProperty()
  time_to_first_token_ms: number;

  @ApiProperty()
  duration_ms: number;

  @ApiProperty({ format: 'date-time' })
  ts: string;
}

/** Tokens per second, over the last calls. */
export class ModelThroughputAnswer implements ModelThroughput {
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

  @ApiProperty()
  last_tps: number;

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
