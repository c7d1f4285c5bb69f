import { markPublic } from '@app/auth';
import { HealthController, MetricsController, Readiness, ReadyController, Registry } from '@app/http';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { OwnPage } from './access/own-page.js';
import { ProxyTrust } from './access/proxy-trust.js';
import { BffController } from './bff/bff.controller.js';
import { GatheredReadsController } from './bff/gathered-reads.controller.js';
import { GatheredReads } from './bff/gathered-reads.js';
import { PassThrough } from './bff/pass-through.js';
import type { DashboardParts } from './dashboard-parts.js';
import { KeyUsesController } from './keys/key-uses.controller.js';
import { KeyUses } from './keys/key-uses.js';
import { LoadGate } from './loads/load-gate.js';
import { LoadsController } from './loads/loads.controller.js';
import { LiveController } from './live/live.controller.js';
import { Watches } from './live/watches.js';
import { McpHealth } from './seed/mcp-health.js';
import { OllamaController } from './seed/ollama.controller.js';
import { OllamaLibrary } from './seed/ollama-library.js';
import { OpsAvailable } from './seed/ops-available.js';
import { SeedController } from './seed/seed.controller.js';
import { SeedStatus } from './seed/seed-status.js';
import { SeedUpstreamsController } from './seed/seed-upstreams.controller.js';
import { ScriptDoor } from './sessions/script-door.js';
import { SessionBook } from './sessions/session-book.js';
import { SessionController } from './sessions/session.controller.js';
import { SessionDesk } from './sessions/session-desk.js';
import { SessionGuard } from './sessions/session-guard.js';
import { SignInMethods } from './sessions/sign-in-methods.js';
import { TimelineController } from './timeline/timeline.controller.js';
import { TimelineReads } from './timeline/timeline-reads.js';
import { ReachController } from './tools/reach.controller.js';
import { ReachReads } from './tools/reach-reads.js';
import { TrainingController } from './training/training.controller.js';
import { TrainingReads } from './training/training-reads.js';
import { WebController } from './web/web.controller.js';
import { WebFiles } from './web/web-files.js';

markPublic(HealthController, ReadyController, MetricsController);

/** DashboardModule puts the parts behind their doors. A route that is not declared public wants a session. */
@Module({})
export class DashboardModule {
  static of(parts: DashboardParts): DynamicModule {
    return {
      module: DashboardModule,
      controllers: [
        SessionController,
        LiveController,
        KeyUsesController,
        GatheredReadsController,
        TimelineController,
        TrainingController,
        ReachController,
        LoadsController,
        BffController,
        OllamaController,
        SeedUpstreamsController,
        SeedController,
        HealthController,
        ReadyController,
        MetricsController,
        WebController,
      ],
      providers: [
        { provide: SessionBook, useValue: parts.sessions },
        { provide: SessionDesk, useValue: parts.desk },
        { provide: SignInMethods, useValue: parts.methods },
        { provide: ScriptDoor, useValue: parts.scripts },
        { provide: OwnPage, useValue: parts.page },
        { provide: ProxyTrust, useValue: parts.proxy },
        { provide: PassThrough, useValue: parts.passing },
        { provide: Watches, useValue: parts.watches },
        { provide: KeyUses, useValue: parts.keyUses },
        { provide: LoadGate, useValue: parts.loads },
        { provide: GatheredReads, useValue: parts.reads },
        { provide: TimelineReads, useValue: parts.timelines },
        { provide: TrainingReads, useValue: parts.training },
        { provide: ReachReads, useValue: parts.reach },
        { provide: OllamaLibrary, useValue: parts.ollama },
        { provide: SeedStatus, useValue: parts.status },
        { provide: McpHealth, useValue: parts.mcpHealth },
        { provide: OpsAvailable, useValue: parts.available },
        { provide: WebFiles, useValue: parts.web },
        { provide: Readiness, useValue: parts.readiness },
        { provide: Registry, useValue: parts.metrics },
        { provide: APP_GUARD, useClass: SessionGuard },
      ],
    };
  }
}
