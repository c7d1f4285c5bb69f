import { ROLES, type Role } from '@app/auth';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';

const ID = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export class KeyParams {
  @ApiProperty({ example: 'laptop' })
  @Matches(ID, { message: 'id must be lower-case letters, digits, ".", "_" or "-"' })
  id: string;
}

function Patterns(): PropertyDecorator {
  return (target, name) => {
    ApiProperty({ type: [String], description: 'Names; `*` stands for any run of characters' })(target, name);
    IsArray()(target, name);
    ArrayMaxSize(100)(target, name);
    IsString({ each: true })(target, name);
    MinLength(1, { each: true })(target, name);
    MaxLength(200, { each: true })(target, name);
  };
}

export class KeyScopes {
  @Patterns() models: string[] = [];
  @Patterns() tools: string[] = [];
  @Patterns() nodes: string[] = [];
  @Patterns() services: string[] = [];
}

class KeyConfirmation {
  @ApiProperty({ required: false, description: 'Must be true, unless it is a dry run' })
  @IsOptional()
  @IsBoolean()
  confirm?: boolean;

  @ApiProperty({ required: false, description: 'Says what would happen; changes nothing' })
  @IsOptional()
  @IsBoolean()
  dry_run?: boolean;
}

export class RevokeBody extends KeyConfirmation {
  @ApiProperty({ required: false, description: 'Why; kept in the audit' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'reason must be one line of text' })
  reason?: string;
}

export class KeyBody extends KeyConfirmation {
  @ApiProperty({ example: 'laptop', description: 'Who will hold the key; never used before' })
  @Matches(ID, { message: 'id must be lower-case letters, digits, ".", "_" or "-"' })
  id: string;

  @ApiProperty({ enum: ROLES, isArray: true })
  @IsArray()
  @IsIn(ROLES, { each: true })
  @ArrayMaxSize(ROLES.length)
  roles: Role[] = [];

  @ApiProperty({ type: KeyScopes })
  @ValidateNested()
  @Type(() => KeyScopes)
  scopes: KeyScopes = new KeyScopes();

  @ApiProperty({
    required: false,
    example: '2027-01-31T00:00:00Z',
    description: 'A UTC time that is to come',
  })
  @IsOptional()
  @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/, { message: 'expires_at must be a UTC time' })
  expires_at?: string;

  @ApiProperty({ required: false, description: 'What the key is for; one line' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'note must be one line of text' })
  note?: string;
}
