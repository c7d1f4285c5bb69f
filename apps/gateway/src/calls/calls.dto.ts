import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

export class CallsQuery {
  @ApiProperty({ required: false, description: "The request's id" })
  @IsOptional()
  @Matches(/^[A-Za-z0-9._:-]{1,128}$/, { message: 'correlation_id must be the id of a request' })
  correlation_id?: string;

  @ApiProperty({ required: false, example: 'ollama/qwen3:8b' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  model?: string;

  @ApiProperty({ required: false, description: "Id of the client's key", example: 'open-webui' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  client?: string;

  @ApiProperty({
    required: false,
    description: '`ok`, `failed` for any other end, `running`, or the code of an error',
  })
  @IsOptional()
  @Matches(/^[a-z_]{1,64}$/, { message: 'outcome must be ok, failed, running, or the code of an error' })
  outcome?: string;

  @ApiProperty({ required: false, default: 100, minimum: 1, maximum: 1000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}
