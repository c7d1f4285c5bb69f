import { DomainError } from '@app/kernel';
import type { Identity } from '../access/identity.js';
import { LiveReader } from '../live/live-reader.js';
import { readyReading } from '../live/readings.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';

/** OpsAvailable says whether a change could be made now. */
export class OpsAvailable {
  constructor(private readonly reader: UpstreamReader) {}

  async read({ credentials }: Identity) {
    const reason = await this.whyNot(new LiveReader(this.reader, credentials));
    return reason === undefined ? { available: true } : { available: false, reason };
  }

  private async whyNot(reader: LiveReader): Promise<string | undefined> {
    try {
      const { ready, dependencies = [] } = await reader.ready('ops', readyReading);
      const missing = dependencies
        .filter(({ ok }) => !ok)
        .map(({ name, error }) => `${name}: ${error ?? ''}`);
      return ready ? undefined : missing.join('; ') || 'ops is not ready';
    } catch (error) {
      if (error instanceof DomainError) return error.message;
      throw error;
    }
  }
}
