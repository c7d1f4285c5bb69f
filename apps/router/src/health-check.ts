import { readEnvironment, type Environment } from '@app/config';
import { environment } from './settings/environment.js';

export const HEALTH_CHECK = '--health-check';

const WITHIN_MS = 5_000;

/**
 * healthCheck asks the router that runs with these variables whether it lives and whether it is ready, and returns the
 * exit code: 0 for yes, 1 for anything else, told in a line on standard error.
 */
export async function healthCheck(given: Environment): Promise<number> {
  const { HOST, ROUTER_PORT } = readEnvironment(environment, given);
  const base = `http://${nearAddress(HOST)}:${ROUTER_PORT}`;
  const failures = await Promise.all(['/health', '/ready'].map((path) => failureOf(base, path)));
  const [failure] = failures.filter((text) => text !== undefined);
  if (failure === undefined) return 0;
  process.stderr.write(`${failure}\n`);
  return 1;
}

async function failureOf(base: string, path: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(WITHIN_MS) });
    await answer.body?.cancel();
    return answer.ok ? undefined : `${path} answered ${answer.status}`;
  } catch {
    return `${path} did not answer at ${base}`;
  }
}

/** An address that stands for all of this machine's is asked at loopback. */
function nearAddress(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
