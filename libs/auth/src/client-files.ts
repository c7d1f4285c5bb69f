import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WatchedFile, type ConfigError } from '@app/config';
import { ClientRegistry } from './client-registry.js';
import { clientsFile } from './clients-file.js';
import { keysFile } from './keys-file.js';

/** Where the files are: `clients.yaml` in CONFIG_DIR, and what ops made below DATA_DIR unless KEYS_FILE says otherwise. */
export interface ClientPlaces {
  readonly CONFIG_DIR: string;
  readonly DATA_DIR: string;
  readonly KEYS_FILE?: string | undefined;
}

export interface ClientsListener {
  /** Either list changed; the registry has it already. */
  changed(): void;
  /** A list was refused; the last good one stays in force. */
  refused(error: ConfigError): void;
}

/** ClientFiles keeps a ClientRegistry true to the two files in which clients are written down. */
export class ClientFiles {
  readonly registry: ClientRegistry;

  private constructor(
    private readonly written: WatchedFile<typeof clientsFile>,
    private readonly made: WatchedFile<typeof keysFile>,
  ) {
    this.registry = new ClientRegistry(written.content, made.content);
  }

  /** open throws a ConfigError when either file is wrong; an absent one holds nobody. */
  static async open(places: ClientPlaces): Promise<ClientFiles> {
    const written = await WatchedFile.open(join(places.CONFIG_DIR, 'clients.yaml'), clientsFile);
    const path = keysFileIn(places);
    await makeFolder(dirname(path));
    return new ClientFiles(written, await WatchedFile.open(path, keysFile));
  }

  async follow(listener: ClientsListener): Promise<void> {
    const refused = (error: ConfigError) => listener.refused(error);
    await this.written.follow({
      changed: (content) => {
        this.registry.replace(content);
        listener.changed();
      },
      refused,
    });
    await this.made.follow({
      changed: (content) => {
        this.registry.replaceMade(content);
        listener.changed();
      },
      refused,
    });
  }

  /** written are the clients of `clients.yaml`, as they are in force. */
  get writtenClients() {
    return this.written.content.clients;
  }

  async close(): Promise<void> {
    await Promise.all([this.written.close(), this.made.close()]);
  }
}

/** A folder that is not there is never watched. Where data is mounted read-only, whoever mounts it made the folder. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o750 });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EROFS', 'EACCES', 'EPERM'].includes(code)) throw error;
  }
}

/** keysFileIn returns the path of the file of the keys that ops made. */
export function keysFileIn({ DATA_DIR, KEYS_FILE }: ClientPlaces): string {
  return KEYS_FILE ?? join(DATA_DIR, 'keys', 'keys.yaml');
}
