import { z } from 'zod';

/** ModelProbe is how a service that serves a model is asked for a token: what answers, works. */
export interface ModelProbe {
  readonly url: string;
  readonly model: string;
  readonly api: 'openai' | 'ollama';
}

const probeAt = (scheme: string, wish: string) =>
  z.strictObject({
    url: z.string().refine((value) => isBareUrl(value, scheme), wish),
    model: z.string().min(1).max(256),
    api: z.enum(['openai', 'ollama']).default('openai'),
  });

/** Probes of the local node, by service. */
export const localProbes = z
  .record(z.string(), probeAt('http:', 'must be http://host[:port] and nothing more'))
  .default({});

/** Probes of a remote node, which are asked through its Caddy with the node's TLS material. */
export const remoteProbes = z
  .record(z.string(), probeAt('https:', 'must be https://host[:port] and nothing more'))
  .default({});

function isBareUrl(value: string, scheme: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, username, password, search, hash } = new URL(value);
  return protocol === scheme && pathname === '/' && `${username}${password}${search}${hash}` === '';
}
