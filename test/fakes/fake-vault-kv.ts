export interface VaultReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface Version {
  readonly data: Record<string, unknown>;
  readonly created: string;
  deleted: string;
}

const CAS_MISMATCH: VaultReply = {
  status: 400,
  body: { errors: ['check-and-set parameter did not match the current version'] },
};
const NONE: VaultReply = { status: 404, body: { errors: [] } };

/** FakeKv is Vault's KV engine, version 2, as its HTTP API shows it. */
export class FakeKv {
  private readonly secrets = new Map<string, Version[]>();

  /** reply answers a request to a path behind the mount: `data/app/db`. */
  reply(method: string, path: string, query: URLSearchParams, body: unknown): VaultReply {
    const [what, ...segments] = path.split('/');
    const name = segments.map(decodeURIComponent).join('/');
    if (what === 'metadata' && query.get('list') === 'true') return this.list(name);
    if (what === 'subkeys' && method === 'GET') return this.read(name, query, true);
    if (what === 'data' && method === 'GET') return this.read(name, query, false);
    if (what === 'data' && method === 'DELETE') return this.delete(name, []);
    if (what === 'delete' && method === 'POST')
      return this.delete(name, (body as { versions: number[] }).versions);
    if (what === 'data') return this.write(name, body as Written, method === 'PATCH');
    return NONE;
  }

  private read(name: string, query: URLSearchParams, keysOnly: boolean): VaultReply {
    const versions = this.secrets.get(name) ?? [];
    const number = Number(query.get('version') ?? versions.length);
    const version = versions[number - 1];
    if (version === undefined) return NONE;
    const metadata = metadataOf(number, version);
    const gone = version.deleted !== '';
    const keys = Object.fromEntries(Object.keys(version.data).map((key) => [key, null]));
    const shown = keysOnly ? { subkeys: gone ? null : keys } : { data: gone ? null : version.data };
    return { status: gone ? 404 : 200, body: { data: { ...shown, metadata } } };
  }

  private write(name: string, { data, options = {} }: Written, merge: boolean): VaultReply {
    const versions = this.secrets.get(name) ?? [];
    if (options.cas !== undefined && options.cas !== versions.length) return CAS_MISMATCH;
    const newest = versions.at(-1);
    // Vault has no words for it, and no body either.
    if (merge && (newest === undefined || newest.deleted !== '')) return { status: 404 };
    const before = merge ? newest?.data : {};
    const version = { data: { ...before, ...data }, created: new Date().toISOString(), deleted: '' };
    this.secrets.set(name, [...versions, version]);
    return { status: 200, body: { data: metadataOf(versions.length + 1, version) } };
  }

  private delete(name: string, numbers: readonly number[]): VaultReply {
    const versions = this.secrets.get(name) ?? [];
    for (const number of numbers.length === 0 ? [versions.length] : numbers) {
      const version = versions[number - 1];
      if (version !== undefined) version.deleted = new Date().toISOString();
    }
    return { status: 204 };
  }

  private list(folder: string): VaultReply {
    const start = folder === '' ? '' : `${folder}/`;
    const below = [...this.secrets.keys()].filter((name) => name.startsWith(start));
    const names = below.map((name) => name.slice(start.length).replace(/\/.*$/, '/'));
    if (names.length === 0) return NONE;
    return { status: 200, body: { data: { keys: [...new Set(names)].sort() } } };
  }
}

interface Written {
  readonly data: Record<string, unknown>;
  readonly options?: { readonly cas?: number };
}

function metadataOf(version: number, { created, deleted }: Version) {
  return { version, created_time: created, deletion_time: deleted, destroyed: false, custom_metadata: null };
}
