import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength, MinLength, ValidateIf } from 'class-validator';
import { ModelName } from '../model-name.js';

export class DeleteModelBody {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  @ModelName()
  model: string;

  @ApiProperty({ required: false, description: 'Needed unless dry_run' })
  @IsOptional()
  @IsBoolean()
  confirm?: boolean;

  @ApiProperty({ required: false, description: 'Say what would be deleted, and delete nothing' })
  @IsOptional()
  @IsBoolean()
  dry_run?: boolean;

  @ApiProperty({ required: false, description: 'Why; kept in the audit' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'reason must be one line of text' })
  reason?: string;
}

export class LoadModelBody {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  @ModelName()
  model: string;
}

export class UnloadModelBody {
  @ApiProperty({ example: 'ollama/qwen3:8b' })
  @ModelName()
  model: string;

  @ApiProperty({ required: false, description: 'Needed while calls run on it' })
  @IsOptional()
  @IsBoolean()
  confirm?: boolean;
}

export class DefaultModelBody {
  @ApiProperty({ type: String, nullable: true, example: 'ollama/qwen3:8b', description: 'null: none' })
  @ValidateIf((body: DefaultModelBody) => body.model !== null)
  @ModelName()
  model: string | null;
}
