import { Denials, markPublic, OperatorAccess, PermissionGuard } from '@app/auth';
import { HealthController, MetricsController, Readiness, ReadyController, Registry } from '@app/http';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ChangeDesk } from './changes/change-desk.js';
import { ChangeDoor } from './changes/change-door.js';
import { ChangesController } from './changes/changes.controller.js';
import { DecisionDesk } from './decisions/decision-desk.js';
import { DecisionsController } from './decisions/decisions.controller.js';
import { DeploymentBook } from './deployments/deployment-book.js';
import { DeploymentsController } from './deployments/deployments.controller.js';
import { ImagesController } from './deployments/images.controller.js';
import { JobCancels } from './jobs/job-cancels.js';
import { JobsController } from './jobs/jobs.controller.js';
import { JobViews } from './jobs/job-views.js';
import { KeyDesk } from './keys/key-desk.js';
import { KeysController } from './keys/keys.controller.js';
import { LogsController } from './logs/logs.controller.js';
import { MergedLogs } from './logs/merged-logs.js';
import { MergedLogsController } from './logs/merged-logs.controller.js';
import { ServiceLogs } from './logs/service-logs.js';
import type { OpsParts } from './ops-parts.js';
import { ServiceReader } from './services/service-reader.js';
import { ServicesController } from './services/services.controller.js';
import { ServiceStats } from './stats/service-stats.js';
import { StatsController } from './stats/stats.controller.js';
import { UsesController } from './stats/uses.controller.js';
import { AuditController } from './trail/audit.controller.js';
import { AuditReader } from './trail/audit-reader.js';
import { AuditUses } from './trail/audit-uses.js';
import { AuditVerifications } from './trail/audit-verifications.js';
import { AuditVerificationsController } from './trail/audit-verifications.controller.js';
import { AuditVerifier } from './trail/audit-verifier.js';
import { HeadExporter } from './trail/head-exporter.js';
import { ScopeDenials } from './trail/scope-denials.js';
import { WhoamiController } from './whoami/whoami.controller.js';

markPublic(HealthController, ReadyController, MetricsController);

/** OpsModule puts the parts behind their doors. A route that declares no permission serves nobody. */
@Module({})
export class OpsModule {
  static of(parts: OpsParts): DynamicModule {
    return {
      module: OpsModule,
      controllers: [
        ServicesController,
        LogsController,
        MergedLogsController,
        StatsController,
        UsesController,
        ChangesController,
        ImagesController,
        DeploymentsController,
        JobsController,
        DecisionsController,
        WhoamiController,
        KeysController,
        AuditController,
        AuditVerificationsController,
        HealthController,
        ReadyController,
        MetricsController,
      ],
      providers: [
        { provide: OperatorAccess, useValue: parts.access },
        { provide: Denials, useValue: parts.denials },
        { provide: ServiceReader, useValue: parts.services },
        { provide: ServiceLogs, useValue: parts.logs },
        { provide: MergedLogs, useValue: new MergedLogs(parts.logs) },
        { provide: ServiceStats, useValue: parts.stats },
        { provide: ChangeDesk, useValue: parts.changes },
        ChangeDoor,
        { provide: DecisionDesk, useValue: parts.decisions },
        { provide: DeploymentBook, useValue: parts.deployments },
        { provide: JobViews, useValue: parts.jobs },
        { provide: JobCancels, useValue: parts.cancels },
        { provide: KeyDesk, useValue: parts.keys },
        { provide: AuditReader, useValue: parts.trail },
        { provide: AuditUses, useValue: parts.uses },
        { provide: AuditVerifier, useValue: parts.verifier },
        { provide: AuditVerifications, useValue: parts.verifications },
        { provide: HeadExporter, useValue: parts.heads },
        { provide: Readiness, useValue: parts.readiness },
        { provide: Registry, useValue: parts.metrics },
        { provide: APP_GUARD, useClass: PermissionGuard },
        { provide: APP_INTERCEPTOR, useClass: ScopeDenials },
      ],
    };
  }
}
