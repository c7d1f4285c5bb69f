import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ComposePrograms } from './compose-flavours.ts';
import type { RealEngine } from './real-engine.ts';

/** TestProject is a compose project on a real engine. */
export interface TestProject {
  readonly project: string;
  readonly directory: string;
  readonly files: readonly string[];
  /** Runs compose with these arguments, outside of what is tested. */
  compose(...args: string[]): Promise<string>;
  /** Replaces the compose file. */
  write(services: string): Promise<void>;
}

const run = promisify(execFile);

/** composeProject runs the machine's docker-compose, or `programs`. */
export async function composeProject(
  engine: RealEngine,
  project: string,
  services: string,
  programs?: ComposePrograms,
): Promise<TestProject> {
  const directory = join(engine.folder, project);
  const file = join(directory, 'compose.yml');
  await mkdir(directory);
  const write = (text: string) => writeFile(file, `version: '2.4'\nservices:\n${text}`);
  await write(services);
  const env = {
    PATH: programs?.path ?? process.env['PATH'],
    HOME: programs?.home ?? engine.folder,
    DOCKER_HOST: `unix://${engine.socket}`,
    COMPOSE_HTTP_TIMEOUT: '60',
  };
  const compose = async (...args: string[]) => {
    const [program, ...first] = programs?.command ?? ['docker-compose'];
    const argv = [...first, '-p', project, '-f', file, ...args];
    const { stdout } = await run(program, argv, { env, cwd: directory });
    return stdout;
  };
  return { project, directory, files: [file], compose, write };
}

/** serviceEntry is one service of a compose file that runs `script` in the busybox image, idles, and stops when asked. */
export function serviceEntry(
  name: string,
  image: string,
  script: string,
  more: readonly string[] = [],
): string {
  const waiting = `trap 'exit 0' TERM; ${script}; sleep 100000 & wait`;
  const lines = [
    `image: ${image}`,
    'network_mode: none',
    `command: ['/bin/sh', '-c', ${JSON.stringify(waiting.replaceAll('$', '$$$$'))}]`,
    ...more,
  ];
  return [`  ${name}:`, ...lines.map((line) => `    ${line}`), ''].join('\n');
}
