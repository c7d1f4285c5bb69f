import { AUDIT_ACTIONS, AUDIT_RESULTS, EXPORT_FORMATS } from '@app/audit';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

export class AuditQueryDto {
  @ApiProperty({ required: false, default: 50, description: 'Newest events; ignored by jsonl and csv' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;

  @ApiProperty({ required: false, description: 'Only events with a smaller `seq`: goes on after an answer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  before?: number;

  @ApiProperty({ required: false, enum: ['true'], description: 'How many events match in all' })
  @IsOptional()
  @IsIn(['true'])
  count?: 'true';

  @ApiProperty({ required: false, description: 'RFC 3339; this moment and later' })
  @IsOptional()
  @IsISO8601({ strict: true })
  since?: string;

  @ApiProperty({ required: false, description: 'RFC 3339; before this moment' })
  @IsOptional()
  @IsISO8601({ strict: true })
  until?: string;

  @ApiProperty({ required: false, enum: AUDIT_ACTIONS })
  @IsOptional()
  @IsIn(AUDIT_ACTIONS)
  action?: (typeof AUDIT_ACTIONS)[number];

  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  resource?: string;

  @ApiProperty({
    required: false,
    example: 'github/',
    description: 'Only events whose resource begins so',
  })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,512}$/, { message: 'resource_prefix must be 1 to 512 printable ASCII characters' })
  resource_prefix?: string;

  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  actor?: string;

  @ApiProperty({ required: false, enum: AUDIT_RESULTS })
  @IsOptional()
  @IsIn(AUDIT_RESULTS)
  result?: (typeof AUDIT_RESULTS)[number];

  @ApiProperty({ required: false, description: 'Id of the request that led to the events' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9._:-]{1,128}$/, { message: 'correlation_id must be the id of a request' })
  correlation_id?: string;

  @ApiProperty({ required: false, description: 'The trace id that the caller gave, of its `traceparent`' })
  @IsOptional()
  @Matches(/^[0-9a-f]{32}$/, { message: 'trace_id must be 32 hexadecimal digits in lower case' })
  trace_id?: string;

  @ApiProperty({ required: false, enum: EXPORT_FORMATS, default: 'json' })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format?: (typeof EXPORT_FORMATS)[number];
}

export class VerifyWishDto {
  @ApiProperty({ required: false, minimum: 1, description: '`seq` of the first event' })
  @IsOptional()
  @IsInt()
  @Min(1)
  from?: number;

  @ApiProperty({ required: false, minimum: 1, description: '`seq` of the last event' })
  @IsOptional()
  @IsInt()
  @Min(1)
  to?: number;
}

export class VerificationParams {
  @ApiProperty({ description: 'Id of the verification' })
  @Matches(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, {
    message: 'id must be the id of a verification',
  })
  id: string;
}
