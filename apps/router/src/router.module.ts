import { Denials, markPublic, OperatorAccess, PermissionGuard } from '@app/auth';
import { HealthController, MetricsController, Readiness, ReadyController, Registry } from '@app/http';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AgentsModule } from './agents/agents.module.js';
import { McpAccess } from './access/mcp-access.js';
import { McpController } from './mcp/mcp.controller.js';
import { McpEndpoint } from './mcp/mcp-endpoint.js';
import { OperatedModule } from './operated.module.js';
import type { RouterParts } from './router-parts.js';

markPublic(HealthController, ReadyController, MetricsController);

/** RouterModule puts the parts behind their doors. An operator route that declares no permission serves nobody. */
@Module({})
export class RouterModule {
  static of(parts: RouterParts): DynamicModule {
    return {
      module: RouterModule,
      imports: [
        AgentsModule.of(parts.agents, parts.agentAccess),
        ...(parts.tools.operated
          ? [OperatedModule.of(parts.tools.operated, parts.tools.pool, parts.operators)]
          : []),
      ],
      controllers: [McpController, HealthController, ReadyController, MetricsController],
      providers: [
        { provide: McpAccess, useValue: parts.access },
        { provide: McpEndpoint, useValue: parts.endpoint },
        { provide: OperatorAccess, useValue: parts.operators },
        { provide: Denials, useValue: parts.denials },
        { provide: Readiness, useValue: parts.readiness },
        { provide: Registry, useValue: parts.metrics },
        { provide: APP_GUARD, useClass: PermissionGuard },
      ],
    };
  }
}
