/** What ops answers, under the names that the pages use; the types are those of its contract. */
export type {
  OpsCertificateAnswer as Certificate,
  OpsContainerAnswer as ServiceContainer,
  OpsDecisionAnswer as Decision,
  OpsGpuAnswer as Gpu,
  OpsJobAnswer as Job,
  OpsGpuProcessAnswer as GpuProcess,
  OpsNodeAnswer as PlatformNode,
  OpsNodeUseAnswer as NodeUse,
  OpsPlanAnswer as Plan,
  OpsPlanStepAnswer as PlanStep,
  OpsServiceAnswer as Service,
  OpsServicesAnswer as ServiceList,
  OpsServiceUseAnswer as ServiceUse,
  OpsStatsAnswer as ServiceStats,
} from './generated/index.js';
