import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { NAME } from '../services/service.dto.js';

export class UsesQuery {
  @ApiProperty({ required: false, description: 'Only this node' })
  @IsOptional()
  @Matches(NAME, { message: 'node must be the name of a node' })
  node?: string;
}
