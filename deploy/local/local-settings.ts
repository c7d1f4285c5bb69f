import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addressOf, choosePlace, type AppPlace } from './app-place.ts';
import { LOCAL_APPS, type LocalApp } from './local-app.ts';

export interface PlacedApp extends LocalApp {
  readonly place: AppPlace;
  readonly address: string;
}

export interface LocalSettings {
  readonly repo: string;
  readonly dataDir: string;
  readonly configDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** localSettings reads only what starting needs; each app checks its own variables when it boots. */
export function localSettings(repo: string, env: NodeJS.ProcessEnv): LocalSettings {
  const dataDir = resolve(repo, env['DATA_DIR'] || 'data');
  const configDir = resolve(repo, env['CONFIG_DIR'] || 'config');
  return { repo, dataDir, configDir, env };
}

/** builtApps are the apps that the build made, with the place each will have. */
export function builtApps(settings: LocalSettings): Promise<PlacedApp[]> {
  const built = LOCAL_APPS.filter((app) => existsSync(join(settings.repo, app.entry)));
  return Promise.all(
    built.map(async (app) => {
      const place = await choosePlace(app, settings);
      return { ...app, place, address: addressOf(place) };
    }),
  );
}
