import { SharedToken } from '@app/auth';
import { HealthController } from '@app/http';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { InternalController } from './internal/internal.controller.js';
import { InternalGuard } from './internal/internal-guard.js';
import { NodeReader } from './nodes/node-reader.js';
import { Planner } from './plans/planner.js';
import type { WorkerParts } from './worker-parts.js';

/** WorkerModule puts the parts behind the internal listener. */
@Module({})
export class WorkerModule {
  static of(parts: WorkerParts): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [InternalController, HealthController],
      providers: [
        { provide: SharedToken, useValue: parts.token },
        { provide: NodeReader, useValue: parts.reader },
        { provide: Planner, useValue: parts.planner },
        { provide: APP_GUARD, useClass: InternalGuard },
      ],
    };
  }
}
