import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches } from 'class-validator';

export class ChangeBody {
  @ApiProperty({ required: false, description: 'Must be true for anything to happen' })
  @IsOptional()
  @IsBoolean()
  confirm?: boolean;

  @ApiProperty({ required: false, description: 'Answer with the plan, and change nothing' })
  @IsOptional()
  @IsBoolean()
  dry_run?: boolean;

  @ApiProperty({
    required: false,
    description: 'Hash of the plan that is confirmed; refused when reality has moved on since',
  })
  @IsOptional()
  @Matches(/^sha256:[0-9a-f]{64}$/, { message: 'plan must be the hash that a dry run answered' })
  plan?: string;
}
