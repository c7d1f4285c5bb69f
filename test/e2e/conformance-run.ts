import { spawn } from 'node:child_process';
import { once } from 'node:events';

const SUITE = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
const TOTAL = /^Total: (\d+) passed, (\d+) failed/m;

export interface ConformanceRun {
  /** 0 when nothing that counts for the revision failed. */
  readonly code: number | null;
  readonly passed: number;
  /** Scenarios with a failure that counts for the revision. */
  readonly failing: readonly string[];
  /** Scenarios of extensions and drafts with a failure. */
  readonly failingUnscored: readonly string[];
  readonly output: string;
}

/** runConformance runs all server scenarios that a revision of the protocol requires against a URL. */
export async function runConformance(url: string, revision: string): Promise<ConformanceRun> {
  const argv = [SUITE, 'server', '--url', url, '--requirements', revision];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      output += part.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const failed = [...output.matchAll(/^✗ (\S+):/gm)].map(([, name = '']) => name);
  const unscored = [...output.matchAll(/^ {2}✗ (\S+) \(/gm)].map(([, name = '']) => name);
  return {
    code,
    passed: Number(TOTAL.exec(output)?.[1] ?? 0),
    failing: failed.filter((name) => !unscored.includes(name)),
    failingUnscored: unscored,
    output,
  };
}
