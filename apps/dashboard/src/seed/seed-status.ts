import { everyOne, type Dependency } from '@app/http';
import type { OwnSecrets } from '../access/own-secrets.js';
import { upstreamCheck } from '../ready/upstream-check.js';
import type { UpstreamName } from '../upstreams/upstream-name.js';
import type { UpstreamUrls, Upstreams } from '../upstreams/upstreams.js';

interface Known {
  readonly id: string;
  readonly upstream: UpstreamName;
  readonly name: string;
  readonly hint: string;
}

const SERVICES: readonly Known[] = [
  { id: 'model-gateway', upstream: 'gateway', name: 'Model gateway', hint: "Every model, in OpenAI's API" },
  { id: 'mcp', upstream: 'router', name: 'MCP router', hint: 'Every tool, over MCP' },
  { id: 'ops', upstream: 'ops', name: 'Operations', hint: 'Every change, planned and audited' },
];

/** SeedStatus is what scripts ask of the whole: who answers, and how to sign in. */
export class SeedStatus {
  constructor(
    private readonly secrets: OwnSecrets,
    private readonly upstreams: Upstreams,
    private readonly urls: UpstreamUrls,
  ) {}

  authConfig() {
    const auth_type = this.secrets.hasToken ? 'bearer' : this.secrets.hasPassword ? 'basic' : null;
    return { auth_required: true, auth_type };
  }

  async health() {
    const services = await this.states();
    return {
      ok: services.every(({ ok }) => ok),
      services: services.map(({ id, ok, error }) => ({ id, ok, error })),
    };
  }

  async services() {
    return { services: await this.states() };
  }

  private async states() {
    const { dependencies } = await everyOne(SERVICES.map((service) => this.dependency(service)));
    return SERVICES.map(({ id, name, hint, upstream }, at) => {
      const url = this.urls[upstream];
      const { ok, error = null } = dependencies[at] ?? { ok: false };
      return { id, name, port: portOf(url), url, hint, ok, error };
    });
  }

  private dependency({ id, upstream }: Known): Dependency {
    return { name: id, check: upstreamCheck(this.upstreams, upstream) };
  }
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
