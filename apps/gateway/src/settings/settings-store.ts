import { join } from 'node:path';
import { ClientFiles } from '@app/auth';
import { ConfigError, WatchedFile, type Environment } from '@app/config';
import type { Logger } from '@app/http';
import type { GatewayEnvironment } from './environment.js';
import { gatewayFile, type GatewayFile } from './gateway-file.js';
import { gatewaySettings, type GatewaySettings } from './gateway-settings.js';

export type SettingsListener = (settings: GatewaySettings) => void;

/**
 * SettingsStore holds the settings in force and follows `gateway.yaml` and the lists of clients.
 * A file that is refused is reported at WARN and changes nothing.
 */
export class SettingsStore {
  #current: GatewaySettings;
  readonly #listeners: SettingsListener[] = [];

  private constructor(
    private readonly gateway: WatchedFile<typeof gatewayFile>,
    private readonly clients: ClientFiles,
    private readonly combine: (file: GatewayFile) => GatewaySettings,
    private readonly logger: Logger,
  ) {
    this.#current = combine(gateway.content);
  }

  /** open throws a ConfigError when either file is wrong. */
  static async open(
    variables: GatewayEnvironment,
    environment: Environment,
    logger: Logger,
  ): Promise<SettingsStore> {
    const gateway = await WatchedFile.open(join(variables.CONFIG_DIR, 'gateway.yaml'), gatewayFile);
    const clients = await ClientFiles.open(variables);
    const combine = (file: GatewayFile) => gatewaySettings(file, variables, environment);
    return new SettingsStore(gateway, clients, combine, logger);
  }

  get current(): GatewaySettings {
    return this.#current;
  }

  /** limits are read once, at boot. */
  get limits(): GatewayFile['limits'] {
    return this.gateway.content.limits;
  }

  get registry() {
    return this.clients.registry;
  }

  onChange(listener: SettingsListener): void {
    this.#listeners.push(listener);
  }

  async follow(): Promise<void> {
    const refused = (error: ConfigError) =>
      this.logger.warn({ problems: error.problems }, 'configuration refused');
    await this.gateway.follow({ changed: (file) => this.adopt(file), refused });
    await this.clients.follow({
      changed: () => this.logger.info('clients reloaded'),
      refused,
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.gateway.close(), this.clients.close()]);
  }

  private adopt(file: GatewayFile): void {
    try {
      const settings = this.combine(file);
      for (const listener of this.#listeners) listener(settings);
      this.#current = settings;
      this.logger.info({ providers: settings.providers.map(({ id }) => id) }, 'configuration reloaded');
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.logger.warn({ problems: error.problems }, 'configuration refused');
    }
  }
}
