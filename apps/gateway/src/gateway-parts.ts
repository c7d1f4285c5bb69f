import { AccessPolicy, clientUseGauge, type ClientRegistry } from '@app/auth';
import { ConfigError, type Environment } from '@app/config';
import { DomainError } from '@app/kernel';
import { createMetrics, Readiness, type Logger, type Registry } from '@app/http';
import { createProvider } from '@app/providers';
import { CallBook } from './calls/call-book.js';
import { ModelCatalog } from './catalog/model-catalog.js';
import { ModelRouter } from './catalog/model-router.js';
import { ModelsService } from './catalog/models.service.js';
import { ProviderRegistry } from './catalog/provider-registry.js';
import { askProviders } from './health/provider-readiness.js';
import { CallMetrics } from './inference/call-metrics.js';
import { CallRecorder } from './inference/call-recorder.js';
import { InferenceService } from './inference/inference.service.js';
import { openLibrary, type LibraryParts } from './library/library-parts.js';
import type { GatewayEnvironment } from './settings/environment.js';
import { SettingsStore } from './settings/settings-store.js';
import { BenchmarkService } from './throughput/benchmark.service.js';
import { ThroughputBook } from './throughput/throughput-book.js';

/** GatewayParts are the gateway's long-lived objects, wired together. */
export interface GatewayParts {
  readonly settings: SettingsStore;
  readonly clients: ClientRegistry;
  readonly access: AccessPolicy;
  readonly metrics: Registry;
  readonly providers: ProviderRegistry;
  readonly models: ModelsService;
  readonly inference: InferenceService;
  readonly throughput: ThroughputBook;
  readonly benchmark: BenchmarkService;
  readonly readiness: Readiness;
  readonly library: LibraryParts;
}

/** assembleGateway throws a ConfigError when the configuration is wrong; nothing is left open then. */
export async function assembleGateway(
  variables: GatewayEnvironment,
  environment: Environment,
  logger: Logger,
): Promise<GatewayParts> {
  const settings = await SettingsStore.open(variables, environment, logger);
  const providers = registryOf(settings, logger);
  const catalog = catalogOf(providers, variables, logger);
  const router = new ModelRouter(catalog, settings.current);
  const throughput = new ThroughputBook();
  const metrics = createMetrics();
  clientUseGauge(metrics, settings.registry);
  const book = new CallBook();
  const recorder = new CallRecorder(new CallMetrics(metrics), throughput, book);
  settings.onChange((changed) => {
    providers.replace(changed.providers);
    catalog.replace(providers.providers);
    router.replace(changed);
  });
  const library = await openLibrary({
    variables,
    settings,
    providers,
    catalog,
    router,
    book,
    throughput,
    logger,
  }).catch(async (error: unknown) => {
    await providers.close();
    throw error;
  });
  return {
    ...accessParts(settings, variables),
    library,
    settings,
    metrics,
    providers,
    throughput,
    models: new ModelsService(catalog, router),
    inference: new InferenceService(router, providers, recorder),
    benchmark: new BenchmarkService(router, catalog, providers, throughput),
    readiness: new Readiness(() => askProviders(providers)),
  };
}

function registryOf(settings: SettingsStore, logger: Logger): ProviderRegistry {
  const onTlsProblem = (problem: Error) =>
    logger.error({ ...reasonOf(problem) }, 'TLS files refused, the last good ones stay');
  return new ProviderRegistry(settings.current.providers, (wanted) => {
    try {
      return createProvider(wanted.kind === 'loopback' ? wanted : { ...wanted, onTlsProblem });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw new ConfigError('gateway.yaml', [`provider ${wanted.id}: ${error.message}`]);
    }
  });
}

function catalogOf(providers: ProviderRegistry, variables: GatewayEnvironment, logger: Logger): ModelCatalog {
  const catalog = new ModelCatalog({
    ttlMs: variables.MODEL_CACHE_TTL_SEC * 1000,
    onFailure: (provider, error) => logger.warn({ provider, ...reasonOf(error) }, 'model list not available'),
  });
  catalog.replace(providers.providers);
  return catalog;
}

/** What failed upstream is no fault of ours: its code and words are enough, a stack would hide them. */
function reasonOf(error: unknown): object {
  return error instanceof DomainError ? { code: error.code, reason: error.message } : { err: error };
}

function accessParts(settings: SettingsStore, variables: GatewayEnvironment) {
  const clients = settings.registry;
  const access = new AccessPolicy(clients, {
    networks: variables.OPEN_NETWORKS,
    hosts: variables.ALLOWED_HOSTS,
    origins: variables.ALLOWED_ORIGINS,
  });
  return { clients, access };
}
