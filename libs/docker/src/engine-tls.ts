import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, type AgentOptions } from 'node:https';
import { dirname } from 'node:path';
import { createSecureContext, type TLSSocket } from 'node:tls';
import type { DomainError } from '@app/kernel';
import { type FSWatcher, watch } from 'chokidar';
import { dockerError } from './docker-error.js';
import type { TlsFiles } from './docker-node.js';
import { heldCertificate, inPlaceOf, type HeldCertificate } from './held-certificate.js';

/** NodeCertificates are those of a node's connection; of a file with several, the first to expire. */
export interface NodeCertificates {
  readonly client: HeldCertificate;
  readonly ca: HeldCertificate;
  /** Undefined until a handshake has shown it. */
  readonly server: HeldCertificate | undefined;
}

/** ClientIdentity is a certificate and its private key, both PEM. */
export interface ClientIdentity {
  readonly cert: string;
  readonly key: string;
}

export interface TlsListener {
  changed(): void;
  /** The new files were refused; the last good ones stay in force. */
  refused(error: DomainError): void;
}

interface Material {
  readonly agent: Agent;
  /** What we trust, without what we show. */
  readonly trust: AgentOptions;
  readonly client: HeldCertificate;
  readonly ca: HeldCertificate;
}

const FIELDS = ['ca', 'cert', 'key'] as const;
const SETTLE_MILLISECONDS = 200;
const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** EngineTls holds the agent of a remote node and makes a new one when its PEM files change. */
export class EngineTls {
  #material: Material;
  #server: HeldCertificate | undefined;
  #watcher: FSWatcher | undefined;

  /** Throws `node_tls_material_invalid`, which names the field and never the path. */
  constructor(
    private readonly node: string,
    private readonly files: TlsFiles,
  ) {
    this.#material = readMaterial(node, files);
  }

  /** The agent for the next connection. Connections that are open keep what they were made with. */
  get agent(): Agent {
    return this.#material.agent;
  }

  /** agentAs trusts whom the node's own agent trusts, and shows another certificate, or none. */
  agentAs(identity: ClientIdentity | undefined): Agent {
    return new Agent({ ...this.#material.trust, ...identity });
  }

  get certificates(): NodeCertificates {
    const { client, ca } = this.#material;
    return { client, ca, server: this.#server };
  }

  /** sawServer notes the certificate that the server showed in a finished handshake. */
  sawServer(socket: TLSSocket): void {
    const shown = socket.getPeerX509Certificate();
    if (shown !== undefined) this.#server = inPlaceOf(this.#server, heldCertificate(shown), Date.now());
  }

  /** follow takes changed files into use until close; resolves when changes from then on are seen. */
  async follow(listener: TlsListener): Promise<void> {
    let settle: NodeJS.Timeout | undefined;
    const paths = FIELDS.map((field) => this.files[field]);
    // The folders, not the files: a file that goes and comes back would be lost sight of.
    const watcher = watch([...new Set(paths.map((path) => dirname(path)))], {
      depth: 0,
      ignoreInitial: true,
    });
    this.#watcher = watcher;
    watcher.on('error', (cause) =>
      listener.refused(problem(this.node, 'the files cannot be watched', cause)),
    );
    watcher.on('all', (_event, changed) => {
      if (!paths.includes(changed)) return;
      clearTimeout(settle);
      settle = setTimeout(() => {
        if (!watcher.closed) this.reload(listener);
      }, SETTLE_MILLISECONDS);
    });
    await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  }

  async close(): Promise<void> {
    await this.#watcher?.close();
  }

  private reload(listener: TlsListener): void {
    try {
      this.#material = renewed(this.#material, readMaterial(this.node, this.files));
    } catch (error) {
      listener.refused(error as DomainError);
      return;
    }
    listener.changed();
  }
}

function readMaterial(node: string, files: TlsFiles): Material {
  const [ca, cert, key] = FIELDS.map((field) => readPem(node, field, files[field])) as [
    string,
    string,
    string,
  ];
  const held = { ca: firstToExpire(node, 'ca_file', ca), client: firstToExpire(node, 'cert_file', cert) };
  try {
    createSecureContext({ ca, cert, key });
  } catch (cause) {
    throw problem(node, 'cert_file and key_file are not a PEM certificate and its key', cause);
  }
  const trust = trustOf(files, ca);
  return { ...held, trust, agent: new Agent({ ...trust, cert, key }) };
}

function renewed({ client, ca }: Material, next: Material): Material {
  const at = Date.now();
  return { ...next, client: inPlaceOf(client, next.client, at), ca: inPlaceOf(ca, next.ca, at) };
}

/** No session is resumed: each connection proves both certificates anew, with what the files hold by then. */
function trustOf({ serverName }: TlsFiles, ca: string): AgentOptions {
  const named = serverName === undefined ? {} : { servername: serverName };
  return { ca, ...named, minVersion: 'TLSv1.2', maxCachedSessions: 0, keepAlive: false };
}

function readPem(node: string, field: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw problem(node, `${field}_file cannot be read`, cause);
  }
}

function firstToExpire(node: string, field: string, pem: string): HeldCertificate {
  try {
    const held = (pem.match(ONE_CERTIFICATE) ?? [pem]).map((one) =>
      heldCertificate(new X509Certificate(one)),
    );
    return held.reduce((first, next) => (next.notAfter < first.notAfter ? next : first));
  } catch (cause) {
    throw problem(node, `${field} is not a PEM certificate`, cause);
  }
}

function problem(node: string, what: string, cause: unknown): DomainError {
  const { code } = cause as { code?: unknown };
  const reason = typeof code === 'string' ? ` (${code})` : '';
  return dockerError(node, 'node_tls_material_invalid', `TLS of the node "${node}": ${what}${reason}.`, {
    cause,
  });
}
