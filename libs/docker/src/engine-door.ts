import {
  Agent as HttpAgent,
  request as plainRequest,
  type ClientRequest,
  type RequestOptions,
} from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { DockerNode, RemoteEngine } from './docker-node.js';
import { EngineTls, type CertificateExpiry, type TlsListener } from './engine-tls.js';

/**
 * EngineDoor opens requests to one engine: its socket, or its proxy with mutual TLS. Every request has a connection
 * of its own, so none fails because a kept one had been closed meanwhile.
 */
export interface EngineDoor {
  /** The event of the socket after which a request can have reached the other side. */
  readonly openedBy: 'connect' | 'secureConnect';
  request(options: RequestOptions): ClientRequest;
  readonly expiry: CertificateExpiry | undefined;
  follow(listener: TlsListener): Promise<void>;
  close(): Promise<void>;
}

/** openDoor reads what the node's connection needs; throws `node_tls_material_invalid`. */
export function openDoor(node: DockerNode): EngineDoor {
  return node.engine.kind === 'local' ? localDoor(node.engine.socket) : remoteDoor(node.id, node.engine);
}

function localDoor(socketPath: string): EngineDoor {
  const agent = new HttpAgent({ keepAlive: false });
  return {
    openedBy: 'connect',
    request: (options) => plainRequest({ ...options, socketPath, agent, headers: host(options, 'docker') }),
    expiry: undefined,
    follow: async () => undefined,
    close: async () => agent.destroy(),
  };
}

function remoteDoor(node: string, { url, tls: files }: RemoteEngine): EngineDoor {
  const tls = new EngineTls(node, files);
  const { hostname, port, host: name } = new URL(url);
  const target = { hostname: hostname.replace(/^\[|\]$/g, ''), port: port || 443 };
  return {
    openedBy: 'secureConnect',
    request: (options) => {
      const call = tlsRequest({ ...options, ...target, agent: tls.agent, headers: host(options, name) });
      call.once('socket', (socket) => socket.once('secureConnect', () => tls.sawPeer(socket as TLSSocket)));
      return call;
    },
    get expiry() {
      return tls.expiry;
    },
    follow: (listener) => tls.follow(listener),
    close: () => tls.close(),
  };
}

function host({ headers }: RequestOptions, name: string): NodeJS.Dict<string> {
  return { ...(headers as NodeJS.Dict<string> | undefined), host: name };
}
