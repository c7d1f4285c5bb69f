import { ROLES } from '@app/auth';
import { ApiProperty } from '@nestjs/swagger';
import { KeyScopes } from './key.dto.js';

class KeyEntry {
  @ApiProperty() id: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles: string[];
  @ApiProperty() scopes: KeyScopes;
  @ApiProperty({ type: String, nullable: true, description: 'UTC' }) expires_at: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'By ops, since it started; UTC' })
  used_at: string | null;
  @ApiProperty({ enum: ['clients.yaml', 'ops'], description: 'What stands in clients.yaml is changed there' })
  source: string;
  @ApiProperty({ required: false }) created_at?: string;
  @ApiProperty({ required: false }) created_by?: string;
  @ApiProperty({ required: false, type: String, nullable: true }) note?: string | null;
}

class RevokedKey {
  @ApiProperty() id: string;
  @ApiProperty() revoked_at: string;
  @ApiProperty() revoked_by: string;
}

export class KeyList {
  @ApiProperty({ type: [KeyEntry] }) keys: KeyEntry[];
  @ApiProperty({ type: [RevokedKey] }) revoked: RevokedKey[];
}

export class MadeKey {
  @ApiProperty({ required: false, description: 'Of a dry run' }) would?: string;
  @ApiProperty({ required: false }) ok?: boolean;
  @ApiProperty({ required: false }) id?: string;
  @ApiProperty({ required: false, description: 'The key, told this once' }) key?: string;
  @ApiProperty({ required: false, type: String, nullable: true }) expires_at?: string | null;
}

export class RevokeAnswer {
  @ApiProperty({ required: false, description: 'Of a dry run' }) would?: string;
  @ApiProperty({ required: false }) ok?: boolean;
  @ApiProperty({ required: false }) id?: string;
  @ApiProperty({ required: false, example: 'revoked' }) action?: string;
}
