import { Denials, markPublic, OperatorAccess, PermissionGuard } from '@app/auth';
import { HealthController, MetricsController, Registry } from '@app/http';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ChangeDesk } from './changes/change-desk.js';
import { ChangesController } from './changes/changes.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { JobViews } from './jobs/job-views.js';
import type { OpsParts } from './ops-parts.js';
import { ServiceReader } from './services/service-reader.js';
import { ServicesController } from './services/services.controller.js';
import { AuditController } from './trail/audit.controller.js';
import { AuditReader } from './trail/audit-reader.js';

markPublic(HealthController, MetricsController);

/** OpsModule puts the parts behind their doors. A route that declares no permission serves nobody. */
@Module({})
export class OpsModule {
  static of(parts: OpsParts): DynamicModule {
    return {
      module: OpsModule,
      controllers: [
        ServicesController,
        ChangesController,
        JobsController,
        AuditController,
        HealthController,
        MetricsController,
      ],
      providers: [
        { provide: OperatorAccess, useValue: parts.access },
        { provide: Denials, useValue: parts.denials },
        { provide: ServiceReader, useValue: parts.services },
        { provide: ChangeDesk, useValue: parts.changes },
        { provide: JobViews, useValue: parts.jobs },
        { provide: AuditReader, useValue: parts.trail },
        { provide: Registry, useValue: parts.metrics },
        { provide: APP_GUARD, useClass: PermissionGuard },
      ],
    };
  }
}
