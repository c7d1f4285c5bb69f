import { OperatorAccess } from '@app/auth';
import type { ServerPool } from '@app/mcp';
import { Module, type DynamicModule } from '@nestjs/common';
import { ServersHealth } from './health/servers-health.js';
import { ServersHealthController } from './health/servers-health.controller.js';
import { LogDesk } from './logs/log-desk.js';
import { LogsController } from './logs/logs.controller.js';
import { ExplainController } from './policy/explain.controller.js';
import { KnownTools } from './policy/known-tools.js';
import { KnownToolsController } from './policy/known-tools.controller.js';
import { QuarantineController } from './policy/quarantine.controller.js';
import { QuarantineDesk } from './policy/quarantine-desk.js';
import { ToolExplainer } from './policy/tool-explainer.js';
import { RegistryModule } from './registry/registry.module.js';
import type { ServerFigures } from './registry/server-figures.js';
import { ServerHealths } from './registry/server-healths.js';
import type { OperatedTools } from './tools/tools.js';

/** OperatedModule puts what operators see and change behind /api/mcp; the app's guard says who may use it. */
@Module({})
export class OperatedModule {
  static of(
    operated: OperatedTools,
    pool: Pick<ServerPool, 'servers'>,
    operators: OperatorAccess,
  ): DynamicModule {
    const { registry, explainer, quarantine, known, logs } = operated;
    const healths = healthsOf(pool);
    return {
      module: OperatedModule,
      imports: [RegistryModule.of(registry, healths, figuresOf(operated, pool))],
      controllers: [
        ServersHealthController,
        ExplainController,
        QuarantineController,
        KnownToolsController,
        LogsController,
      ],
      providers: [
        { provide: ServersHealth, useValue: new ServersHealth(registry.registry, healths) },
        { provide: ToolExplainer, useValue: explainer },
        { provide: QuarantineDesk, useValue: quarantine },
        { provide: KnownTools, useValue: known },
        { provide: LogDesk, useValue: logs },
        { provide: OperatorAccess, useValue: operators },
      ],
    };
  }
}

function healthsOf(pool: Pick<ServerPool, 'servers'>): ServerHealths {
  return { of: (server) => pool.servers.get(server)?.health };
}

function figuresOf({ known, recent }: OperatedTools, pool: Pick<ServerPool, 'servers'>): ServerFigures {
  return {
    of: (server) => {
      const calls = recent.of(server);
      return {
        tools: known.counts(server),
        era: pool.servers.get(server)?.era,
        last_call: calls?.lastCall,
        errors_last_hour: calls?.errors ?? 0,
      };
    },
  };
}
