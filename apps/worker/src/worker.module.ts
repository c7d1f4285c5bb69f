import { SharedToken } from '@app/auth';
import { HealthController, MetricsController, Readiness, ReadyController, Registry } from '@app/http';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DriftController } from './drift/drift.controller.js';
import { DriftReader } from './drift/drift-reader.js';
import { InternalController } from './internal/internal.controller.js';
import { InternalGuard } from './internal/internal-guard.js';
import { LogReader } from './logs/log-reader.js';
import { LogsController } from './logs/logs.controller.js';
import { NodeReader } from './nodes/node-reader.js';
import { FindingDesk } from './outcomes/finding-desk.js';
import { FindingsController } from './outcomes/findings.controller.js';
import { Planner } from './plans/planner.js';
import { NodeStates } from './watch/node-states.js';
import { NodesController } from './watch/nodes.controller.js';
import { StatsController } from './stats/stats.controller.js';
import { NodeUses } from './stats/node-uses.js';
import { StatsReader } from './stats/stats-reader.js';
import { UsesController } from './stats/uses.controller.js';
import type { WorkerParts } from './worker-parts.js';

/** WorkerModule puts the parts behind the internal listener. */
@Module({})
export class WorkerModule {
  static of(parts: WorkerParts): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [
        InternalController,
        FindingsController,
        LogsController,
        DriftController,
        StatsController,
        UsesController,
        NodesController,
        HealthController,
        ReadyController,
        MetricsController,
      ],
      providers: [
        { provide: SharedToken, useValue: parts.token },
        { provide: NodeReader, useValue: parts.reads.services },
        { provide: DriftReader, useValue: parts.reads.drift },
        { provide: LogReader, useValue: parts.reads.logs },
        { provide: StatsReader, useValue: parts.reads.stats },
        { provide: NodeUses, useValue: parts.reads.uses },
        { provide: FindingDesk, useValue: parts.findings },
        { provide: Planner, useValue: parts.planner },
        { provide: NodeStates, useValue: parts.states },
        { provide: Readiness, useValue: parts.readiness },
        { provide: Registry, useValue: parts.metrics },
        { provide: APP_GUARD, useClass: InternalGuard },
      ],
    };
  }
}
