import { newSecret } from './ops-token.ts';
import type { LocalSettings, PlacedApp } from './local-settings.ts';

/** SharedSettings is what the apps of one start have in common. */
export interface SharedSettings {
  readonly redisUrl: string;
  readonly opsToken: string;
  readonly password: string;
}

/**
 * environmentsOf are the variables of each app. Where the worker listens and the secret that it shares with ops are
 * this start's own, and a secret is given to the apps that need it alone.
 */
export function environmentsOf(
  apps: readonly PlacedApp[],
  { env, dataDir, configDir }: LocalSettings,
  { redisUrl, opsToken, password }: SharedSettings,
): (app: PlacedApp) => NodeJS.ProcessEnv {
  const secrets = {
    OPS_CONTROLLER_TOKEN: opsToken,
    WORKER_TOKEN: newSecret(),
    DASHBOARD_PASSWORD: password,
    DASHBOARD_AUTH_TOKEN: env['DASHBOARD_AUTH_TOKEN'] ?? '',
  };
  const noSecrets = Object.fromEntries(Object.keys(secrets).map((name) => [name, '']));
  const withoutSecrets = { ...env, ...noSecrets, OPS_KEY: '' };
  const addressOf = (wanted: string) => apps.find(({ name }) => name === wanted)?.address;
  const shared = {
    REDIS_URL: redisUrl,
    ...addresses({ WORKER_URL: addressOf('worker'), GATEWAY_URL: addressOf('gateway') }),
    ...addresses({ OPS_URL: addressOf('ops'), ROUTER_URL: addressOf('router') }),
  };
  const base = { ...withoutSecrets, DATA_DIR: dataDir, CONFIG_DIR: configDir, ...shared };
  return (app) => ({
    ...base,
    ...placeIn(app),
    ...Object.fromEntries(Object.entries(secrets).filter(([name]) => app.secrets.includes(name))),
  });
}

/** An app that was not built has no address, and leaves its variable as it is. */
function addresses(given: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(given).filter(([, address]) => address !== undefined));
}

function placeIn({ listens, place }: PlacedApp): NodeJS.ProcessEnv {
  if (place.kind === 'socket') return { WORKER_SOCKET: place.path };
  if (listens.kind === 'port') return { HOST: place.host, [listens.variable]: String(place.port) };
  return { HOST: place.host, WORKER_SOCKET: '', WORKER_PORT: String(place.port) };
}
