import { ConfigError, type Environment } from '@app/config';
import type { ProviderSettings } from '@app/providers';
import type { GatewayEnvironment } from './environment.js';
import type { GatewayFile } from './gateway-file.js';
import { providerSettings } from './provider-settings.js';

/** GatewaySettings is what may change while the gateway runs. */
export interface GatewaySettings {
  readonly providers: readonly ProviderSettings[];
  /** Provider of a model that no catalog, alias or prefix places; absent answers `model_not_found`. */
  readonly defaultProvider: string | undefined;
  readonly aliases: ReadonlyMap<string, string>;
}

/** gatewaySettings throws a ConfigError when file and environment do not fit together. */
export function gatewaySettings(
  file: GatewayFile,
  variables: GatewayEnvironment,
  environment: Environment,
): GatewaySettings {
  const providers = providerSettings(file, variables, environment);
  return {
    providers,
    defaultProvider: defaultProvider(file, variables, providers),
    aliases: new Map(Object.entries(file.aliases)),
  };
}

function defaultProvider(
  file: GatewayFile,
  variables: GatewayEnvironment,
  providers: readonly ProviderSettings[],
): string | undefined {
  const [source, wish] =
    variables.DEFAULT_PROVIDER === undefined
      ? ['gateway.yaml: default_provider', file.default_provider]
      : ['DEFAULT_PROVIDER', variables.DEFAULT_PROVIDER];
  const ids = providers.map((provider) => provider.id);
  if (wish === undefined) return ids.find((id) => id !== 'loopback');
  if (ids.includes(wish)) return wish;
  throw new ConfigError('configuration', [`${source}: got "${wish}", wanted one of ${ids.join(', ')}`]);
}
