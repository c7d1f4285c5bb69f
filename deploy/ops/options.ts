import { parseArgs } from 'node:util';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';

/** Options are what a command was told; an option given as an empty text counts as left out. */
export interface Options {
  readonly node: string | undefined;
  readonly service: string | undefined;
  readonly services: readonly string[];
  readonly images: Readonly<Record<string, string>>;
  readonly deployment: string | undefined;
  readonly job: string | undefined;
  readonly action: string | undefined;
  readonly decision: string | undefined;
  readonly reason: string | undefined;
  readonly tail: string | undefined;
  readonly since: string | undefined;
  readonly pull: string | undefined;
  /** What is said of where the request began. */
  readonly origin: string | undefined;
  readonly healthTimeoutSec: string | undefined;
  readonly follow: boolean;
  readonly yes: boolean;
  readonly auditHead: boolean;
  readonly keyFromStdin: boolean;
}

/** What `X-Request-Origin` may say. */
const ORIGINS = ['chat', 'api', 'mcp', 'ci', 'schedule'];

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const KNOWN = {
  node: text,
  service: text,
  services: text,
  images: text,
  deployment: text,
  job: text,
  action: text,
  decision: text,
  reason: text,
  tail: text,
  since: text,
  pull: text,
  origin: text,
  'health-timeout': text,
  follow: flag,
  yes: flag,
  'audit-head': flag,
  'key-from-stdin': flag,
};

/** readOptions throws a CommandError for anything that it does not know. */
export function readOptions(args: readonly string[]): { command: string | undefined; options: Options } {
  const { positionals, values } = parsed(args);
  if (positionals.length > 1) throw wrong(`one command at a time, got ${positionals.join(' ')}`);
  const { follow, yes, services, images, 'health-timeout': healthTimeoutSec } = values;
  const { 'audit-head': auditHead, 'key-from-stdin': keyFromStdin } = values;
  const flags = { follow, yes, auditHead, keyFromStdin };
  const one = (value: string | undefined) => value || undefined;
  const { node, service, deployment, job, action, decision, reason, tail, since, pull, origin } = values;
  const options = {
    ...flags,
    node: one(node),
    service: one(service),
    services: words(services),
    images: imagesIn(words(images)),
    deployment: one(deployment),
    job: one(job),
    action: one(action),
    decision: one(decision),
    reason: one(reason),
    tail: one(tail),
    since: one(since),
    pull: one(pull),
    origin: originIn(one(origin)),
    healthTimeoutSec: one(healthTimeoutSec),
  };
  return { command: positionals[0], options };
}

/** ops would take a word that it does not know for nothing said. */
function originIn(word: string | undefined): string | undefined {
  if (word === undefined || ORIGINS.includes(word)) return word;
  throw wrong(`REQUEST_ORIGIN: got ${word}, wanted one of ${ORIGINS.join(', ')}`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: KNOWN, allowPositionals: true });
  } catch (cause) {
    throw new CommandError(EXIT.wrongUsage, (cause as Error).message, { cause });
  }
}

/** Names and references hold neither spaces nor commas, so both part them. */
function words(list: string | undefined): string[] {
  return (list ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

function imagesIn(pairs: readonly string[]): Record<string, string> {
  const images: Record<string, string> = {};
  for (const pair of pairs) {
    const [, service, reference] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (service === undefined || reference === undefined)
      throw wrong(`IMAGES: got ${pair}, wanted service=image`);
    if (service in images) throw wrong(`IMAGES: ${service} is there twice`);
    images[service] = reference;
  }
  return images;
}

function wrong(message: string): CommandError {
  return new CommandError(EXIT.wrongUsage, message);
}
