import { AccessGuard, AccessPolicy, markPublic } from '@app/auth';
import { HealthController, MetricsController, Readiness, ReadyController, Registry } from '@app/http';
import { Module, type DynamicModule } from '@nestjs/common';
import { ModelsController } from './catalog/models.controller.js';
import { ModelsService } from './catalog/models.service.js';
import type { GatewayParts } from './gateway-parts.js';
import { InferenceController } from './inference/inference.controller.js';
import { InferenceService } from './inference/inference.service.js';
import { LibraryModule } from './library/library.module.js';
import { BenchmarkService } from './throughput/benchmark.service.js';
import { ThroughputBook } from './throughput/throughput-book.js';
import { ThroughputController } from './throughput/throughput.controller.js';

markPublic(HealthController, ReadyController, MetricsController);

/** GatewayModule puts the parts behind their doors. */
@Module({})
export class GatewayModule {
  static of(parts: GatewayParts): DynamicModule {
    return {
      module: GatewayModule,
      imports: [LibraryModule.of(parts.library)],
      controllers: [
        InferenceController,
        ModelsController,
        ThroughputController,
        HealthController,
        ReadyController,
        MetricsController,
      ],
      providers: [
        AccessGuard,
        { provide: AccessPolicy, useValue: parts.access },
        { provide: InferenceService, useValue: parts.inference },
        { provide: ModelsService, useValue: parts.models },
        { provide: ThroughputBook, useValue: parts.throughput },
        { provide: BenchmarkService, useValue: parts.benchmark },
        { provide: Readiness, useValue: parts.readiness },
        { provide: Registry, useValue: parts.metrics },
      ],
    };
  }
}
