import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, IsOptional, IsPositive, IsString, Matches, MaxLength } from 'class-validator';

export class RecordThroughput {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  @IsString()
  @MaxLength(512)
  model: string;

  @ApiProperty({ description: 'Output tokens per second', example: 41.5 })
  @IsNumber()
  @IsPositive()
  output_tokens_per_sec: number;

  @ApiProperty({ required: false, example: 'open-webui' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9._-]{1,64}$/)
  service?: string;
}

export class RunBenchmark {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  @IsString()
  @MaxLength(512)
  model: string;
}
