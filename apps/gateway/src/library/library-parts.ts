import { Denials, OperatorAccess } from '@app/auth';
import type { Logger } from '@app/http';
import type { CallBook } from '../calls/call-book.js';
import { CallsView } from '../calls/calls-view.js';
import type { ModelCatalog } from '../catalog/model-catalog.js';
import type { ModelRouter } from '../catalog/model-router.js';
import type { ProviderRegistry } from '../catalog/provider-registry.js';
import type { GatewayEnvironment } from '../settings/environment.js';
import type { SettingsStore } from '../settings/settings-store.js';
import type { ThroughputBook } from '../throughput/throughput-book.js';
import type { OpenAudit } from './audit/open-audit.js';
import { shipDenials } from './audit/ship-denials.js';
import { DefaultDesk } from './changes/default-desk.js';
import { DefaultModel } from './changes/default-model.js';
import { DeleteDesk } from './changes/delete-desk.js';
import { LoadDesk } from './changes/load-desk.js';
import { ModelAudit } from './changes/model-audit.js';
import { Inventories } from './inventories.js';
import { LibraryView } from './library-view.js';
import { ManagedModels } from './managed-models.js';
import { PullDesk } from './pulls/pull-desk.js';

/** What of the gateway the library works on. */
export interface LibrarySurroundings {
  readonly variables: GatewayEnvironment;
  readonly settings: SettingsStore;
  readonly providers: ProviderRegistry;
  readonly catalog: ModelCatalog;
  readonly router: ModelRouter;
  readonly book: CallBook;
  readonly throughput: ThroughputBook;
  readonly logger: Logger;
}

/** LibraryParts are what operators see and change of models, and who may. */
export interface LibraryParts {
  readonly operators: OperatorAccess;
  readonly denials: Denials;
  readonly view: LibraryView;
  readonly pulls: PullDesk;
  readonly deletes: DeleteDesk;
  readonly loads: LoadDesk;
  readonly defaults: DefaultDesk;
  readonly calls: CallsView;
  /** finish ends what runs, and tells who watches. */
  finish(): Promise<void>;
  close(): void;
}

/** openLibrary throws a ConfigError when OPS_CONTROLLER_TOKEN or the file of the default model is wrong. */
export async function openLibrary(given: LibrarySurroundings): Promise<LibraryParts> {
  const { variables, settings, logger } = given;
  const pages = { hosts: variables.ALLOWED_HOSTS, origins: variables.ALLOWED_ORIGINS };
  const operators = new OperatorAccess(settings.registry, variables.OPS_CONTROLLER_TOKEN, pages);
  const file = await DefaultModel.open(variables.DATA_DIR);
  const audit = await auditOf(variables, logger);
  const desks = desksOf(given, file, new ModelAudit(audit?.shipper, logger));
  return {
    ...desks,
    operators,
    denials: new Denials(shipDenials(audit?.shipper, logger)),
    finish: async () => void (await Promise.all([desks.pulls.close(), desks.loads.close()])),
    close: () => audit?.close(),
  };
}

/** What speaks to Redis is big, and is not even read where there is none. */
async function auditOf({ REDIS_URL }: GatewayEnvironment, logger: Logger): Promise<OpenAudit | undefined> {
  if (REDIS_URL === undefined) return undefined;
  const { openAudit } = await import('./audit/open-audit.js');
  return openAudit(REDIS_URL, logger);
}

function desksOf(given: LibrarySurroundings, file: DefaultModel, audit: ModelAudit) {
  const { settings, providers, catalog, router, book, throughput } = given;
  const inventories = new Inventories(providers, catalog);
  const models = new ManagedModels(providers, catalog, inventories);
  const aliases = () => settings.current.aliases;
  const defaults = new DefaultDesk({ file, router, catalog, models, audit, aliases });
  const defaultModel = () => defaults.id;
  const pulls = new PullDesk({ models, providers, audit });
  const loads = new LoadDesk(models, book, audit);
  const isLoading = (id: string) => loads.isLoading(id);
  const isPulled = (id: string) => pulls.isPulled(id);
  const settingsOf = (wanted: string) => settings.current.providers.find(({ id }) => id === wanted);
  return {
    defaults,
    pulls,
    loads,
    view: new LibraryView({ inventories, book, throughput, isLoading, settingsOf, defaultModel }),
    deletes: new DeleteDesk({ models, book, audit, isPulled, defaultModel }),
    calls: new CallsView(book),
  };
}
