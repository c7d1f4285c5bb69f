import type { FSWatcher } from 'chokidar';
import type { ProviderTimeouts, TlsFiles } from '../provider-settings.js';
import type { Connection, HttpRequest, ResponseListener } from './http1/connection.js';
import { ConnectionPool } from './http1/connection-pool.js';
import { originOf } from './http1/origin.js';
import { readTlsMaterial, watchTlsFiles } from './tls-material.js';

export interface PoolSettings {
  readonly id: string;
  readonly url: string;
  readonly timeouts: ProviderTimeouts;
  readonly tls?: TlsFiles;
  /** Told when changed TLS files cannot be used; the last good ones stay in use. */
  readonly onTlsProblem?: (problem: Error) => void;
}

/** RenewedPool is a pool whose connections are made with what the TLS files hold at the time. */
export class RenewedPool {
  private readonly watcher: FSWatcher | undefined;
  private readonly retired = new Set<ConnectionPool>();
  private current: ConnectionPool;

  constructor(private readonly settings: PoolSettings) {
    this.current = this.openPool();
    if (settings.tls !== undefined) this.watcher = watchTlsFiles(settings.tls, () => this.renew());
  }

  send(request: HttpRequest, listener: ResponseListener): Connection | undefined {
    return this.current.send(request, listener);
  }

  /** close ends every connection, those of earlier files too; resolves when all are closed. */
  async close(): Promise<void> {
    await this.watcher?.close();
    await Promise.all([this.current, ...this.retired].map((pool) => pool.close()));
  }

  private openPool(): ConnectionPool {
    const { id, url, tls, timeouts } = this.settings;
    const material = tls === undefined ? {} : readTlsMaterial(id, tls);
    return new ConnectionPool(originOf(new URL(url), material, timeouts.connect));
  }

  /** renew puts calls from now on onto connections with the new material; the old ones end with their calls. */
  private renew(): void {
    const old = this.current;
    try {
      this.current = this.openPool();
    } catch (problem) {
      this.settings.onTlsProblem?.(problem as Error);
      return;
    }
    this.retired.add(old);
    void old.retire().finally(() => this.retired.delete(old));
  }
}
