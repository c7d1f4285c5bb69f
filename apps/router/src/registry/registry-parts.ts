import { join } from 'node:path';
import type { AuditShipper } from '@app/audit';
import type { Logger } from '@app/http';
import { DomainError } from '@app/kernel';
import { Catalog, inferBuiltIn, RegistryEditor, ServerRegistry } from '@app/mcp';

/** RegistryParts are what the registry's routes work on. */
export interface RegistryParts {
  readonly registry: ServerRegistry;
  readonly editor: RegistryEditor;
  readonly catalog: Catalog;
}

/** openRegistry opens DATA_DIR/mcp; the registry is closed by whoever asked for it. See RegistryEditor for `forget`. */
export async function openRegistry(
  dataDir: string,
  audit: Pick<AuditShipper, 'ship'> | undefined,
  logger: Logger,
  forget?: (server: string) => Promise<void>,
): Promise<RegistryParts> {
  const folder = join(dataDir, 'mcp');
  const registry = await ServerRegistry.open({ folder, infer: inferBuiltIn, report: tell(logger) });
  const editor = new RegistryEditor(
    registry,
    (entry) => (audit === undefined ? Promise.reject(noAudit()) : audit.ship(entry)),
    (err) => logger.error({ err }, 'the registry was changed, and its outcome is not in the audit'),
    forget,
  );
  return { registry, editor, catalog: new Catalog(join(folder, 'catalog')) };
}

function tell(logger: Logger): (problem: string | undefined) => void {
  return (problem) => {
    if (problem === undefined) logger.info('the registry is read as it is');
    else logger.error({ reason: problem }, 'the registry was refused, the last good one stays');
  };
}

function noAudit(): DomainError {
  return new DomainError(
    'audit_unavailable',
    'REDIS_URL is not set: nothing can be audited, so nothing is changed',
  );
}
