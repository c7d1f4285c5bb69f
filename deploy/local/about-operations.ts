import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LocalSettings } from './local-settings.ts';
import type { KeptSecret } from './kept-secret.ts';

const DOCKER_SOCKET = '/var/run/docker.sock';

/** aboutOperations says how to ask ops something, and what it still lacks to operate on this machine. */
export function aboutOperations(settings: LocalSettings, url: string, token: KeptSecret): string[] {
  return [
    '',
    `See what runs: make ops-services, or ${request(settings, url, token)}`,
    ...missingNode(settings),
  ];
}

function request({ repo }: LocalSettings, url: string, { path }: KeptSecret): string {
  if (path === undefined) return `any client of ${url} that bears your OPS_CONTROLLER_TOKEN`;
  const inside = relative(repo, path);
  const file = inside.startsWith('..') ? path : inside;
  return `curl -H "Authorization: Bearer $(cat '${file}')" ${url}/services`;
}

function missingNode({ repo, configDir }: LocalSettings): string[] {
  const file = join(configDir, 'nodes.yaml');
  if (existsSync(file)) return [];
  const shown = relative(repo, file);
  const where = shown.startsWith('..') ? file : shown;
  if (!existsSync(DOCKER_SOCKET)) return [`No node is configured; ${where} would name one.`];
  return [
    `Docker is here, and no node is configured: copy config/nodes.yaml.example to ${where} and start again.`,
  ];
}
