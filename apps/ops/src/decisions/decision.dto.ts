import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { ChangeBody } from '../changes/change.dto.js';
import { JobParams } from '../jobs/job.dto.js';

export const DECISIONS = ['finish', 'abandon'] as const;

export class DecisionParams extends JobParams {}

export class DecisionBody extends ChangeBody {
  @ApiProperty({
    enum: DECISIONS,
    description: '`finish` plans and makes the same change anew; `abandon` leaves things as they are',
  })
  @IsIn(DECISIONS)
  decision: (typeof DECISIONS)[number];

  @ApiProperty({ required: false, description: 'Why; kept in the audit' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'reason must be one line of text' })
  reason?: string;
}
