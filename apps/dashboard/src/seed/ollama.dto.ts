import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class ModelBody {
  @ApiProperty({ example: 'qwen3:8b' })
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  model: string;
}

export class StarterModels {
  @ApiProperty({ type: [String] })
  models: readonly string[];
}

export class DoneAnswer {
  @ApiProperty()
  ok: boolean;

  @ApiProperty()
  message: string;
}
