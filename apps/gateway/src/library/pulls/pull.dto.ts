import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsUUID, Matches } from 'class-validator';
import { ModelName } from '../model-name.js';

export class PullBody {
  @ApiProperty({ example: 'qwen3:8b' })
  @ModelName()
  model: string;

  @ApiProperty({ required: false, description: 'Needed where several could take it', example: 'ollama' })
  @IsOptional()
  @Matches(/^[a-z0-9][a-z0-9-]{0,62}$/, { message: "provider must be a provider's id" })
  provider?: string;

  @ApiProperty({ required: false, description: 'Needed for a model that is there already: its tag may move' })
  @IsOptional()
  @IsBoolean()
  confirm?: boolean;
}

export class PullParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'id must be the id of a pull' })
  id: string;
}
