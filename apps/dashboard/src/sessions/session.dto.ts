import { PERMISSIONS, ROLES, type Permission, type Role } from '@app/auth';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { SignInMethod } from './sign-in.js';

const LONGEST = 1_024;

export class SignInBody {
  @ApiProperty({ required: false, description: "The dashboard's password; this or token" })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST)
  password?: string;

  @ApiProperty({
    required: false,
    description: "The dashboard's token, or the key of a client of clients.yaml",
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST)
  token?: string;
}

export class SessionAnswer {
  @ApiProperty({ description: 'As whom the session acts, as the audit names it', example: 'ops-token' })
  actor: string;

  @ApiProperty({ enum: ROLES, isArray: true })
  roles: readonly Role[];

  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  permissions: readonly Permission[];

  @ApiProperty({ description: 'To be sent as X-CSRF-Token with every change' })
  csrf: string;

  @ApiProperty({ format: 'date-time', description: 'When it ends unless it is used' })
  expires_at: string;

  @ApiProperty({ format: 'date-time', description: 'When it ends whatever happens' })
  ends_at: string;
}

export class MethodsDto {
  @ApiProperty({ enum: ['password', 'token'], isArray: true })
  methods: readonly SignInMethod[];

  @ApiProperty({ required: false, description: 'How to set a way up; there when there is none' })
  instruction?: string;
}
