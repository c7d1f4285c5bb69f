import type { ServerPool } from '@app/mcp';
import { Module, type DynamicModule } from '@nestjs/common';
import { ServersHealth } from './health/servers-health.js';
import { ServersHealthController } from './health/servers-health.controller.js';
import { ExplainController } from './policy/explain.controller.js';
import { QuarantineController } from './policy/quarantine.controller.js';
import { QuarantineDesk } from './policy/quarantine-desk.js';
import { ToolExplainer } from './policy/tool-explainer.js';
import { RegistryModule } from './registry/registry.module.js';
import { ServerHealths } from './registry/server-healths.js';
import type { OperatedTools } from './tools/tools.js';

/** OperatedModule puts what operators see and change behind /api/mcp; the app's guard says who may use it. */
@Module({})
export class OperatedModule {
  static of(
    { registry, explainer, quarantine }: OperatedTools,
    pool: Pick<ServerPool, 'servers'>,
  ): DynamicModule {
    const healths = healthsOf(pool);
    return {
      module: OperatedModule,
      imports: [RegistryModule.of(registry, healths)],
      controllers: [ServersHealthController, ExplainController, QuarantineController],
      providers: [
        { provide: ServersHealth, useValue: new ServersHealth(registry.registry, healths) },
        { provide: ToolExplainer, useValue: explainer },
        { provide: QuarantineDesk, useValue: quarantine },
      ],
    };
  }
}

function healthsOf(pool: Pick<ServerPool, 'servers'>): ServerHealths {
  return { of: (server) => pool.servers.get(server)?.health };
}
