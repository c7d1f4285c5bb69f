import { hasPermission, PERMISSIONS, RequiresKey, ROLES } from '@app/auth';
import { DomainError } from '@app/kernel';
import { Controller, Get, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

class WhoamiScopes {
  @ApiProperty({
    type: [String],
    description: 'Patterns of node names; `*` stands for any run of characters',
  })
  nodes: readonly string[];

  @ApiProperty({ type: [String], description: 'Patterns of service names' })
  services: readonly string[];
}

class WhoamiAnswer {
  @ApiProperty({ description: 'Id of the client', example: 'laptop' })
  id: string;

  @ApiProperty({ enum: ROLES, isArray: true })
  roles: readonly string[];

  @ApiProperty({ enum: PERMISSIONS, isArray: true, description: 'What the roles come to' })
  permissions: readonly string[];

  @ApiProperty({ description: 'Where they hold' })
  scopes: WhoamiScopes;
}

@ApiTags('auth')
@ApiBearerAuth()
@Controller('whoami')
export class WhoamiController {
  @Get()
  @RequiresKey()
  @ApiOperation({ summary: 'Whose key this is, and what it may do where' })
  @ApiOkResponse({ type: WhoamiAnswer })
  read(@Req() { client }: FastifyRequest): WhoamiAnswer {
    if (client === undefined) throw new DomainError('unauthorized', 'a key is required');
    const { id, roles, nodes, services } = client;
    const permissions = PERMISSIONS.filter((permission) => hasPermission(client, permission));
    return { id, roles, permissions, scopes: { nodes, services } };
  }
}
