import { newSecret } from './ops-token.ts';
import type { LocalSettings, PlacedApp } from './local-settings.ts';

/** SharedSettings is what the apps of one start have in common. */
export interface SharedSettings {
  readonly redisUrl: string;
  readonly opsToken: string;
}

/**
 * environmentsOf are the variables of each app. Where the worker listens and the secret that it shares with ops are
 * this start's own, and a secret is given to the apps that need it alone.
 */
export function environmentsOf(
  apps: readonly PlacedApp[],
  { env, dataDir, configDir }: LocalSettings,
  { redisUrl, opsToken }: SharedSettings,
): (app: PlacedApp) => NodeJS.ProcessEnv {
  const secrets = { OPS_CONTROLLER_TOKEN: opsToken, WORKER_TOKEN: newSecret() };
  const withoutSecrets = { ...env, OPS_CONTROLLER_TOKEN: '', WORKER_TOKEN: '', OPS_KEY: '' };
  const worker = apps.find(({ name }) => name === 'worker');
  const gateway = apps.find(({ name }) => name === 'gateway');
  const shared = {
    REDIS_URL: redisUrl,
    ...(worker && { WORKER_URL: worker.address }),
    ...(gateway && { GATEWAY_URL: gateway.address }),
  };
  const base = { ...withoutSecrets, DATA_DIR: dataDir, CONFIG_DIR: configDir, ...shared };
  return (app) => ({
    ...base,
    ...placeIn(app),
    ...Object.fromEntries(Object.entries(secrets).filter(([name]) => app.secrets.includes(name))),
  });
}

function placeIn({ listens, place }: PlacedApp): NodeJS.ProcessEnv {
  if (place.kind === 'socket') return { WORKER_SOCKET: place.path };
  if (listens.kind === 'port') return { HOST: place.host, [listens.variable]: String(place.port) };
  return { HOST: place.host, WORKER_SOCKET: '', WORKER_PORT: String(place.port) };
}
