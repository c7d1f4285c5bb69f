import {
  Agent as HttpAgent,
  request as plainRequest,
  type ClientRequest,
  type RequestOptions,
} from 'node:http';
import { request as tlsRequest, type Agent } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { DockerNode, RemoteEngine } from './docker-node.js';
import { EngineTls, type ClientIdentity, type NodeCertificates, type TlsListener } from './engine-tls.js';

/** MutualTls is what only a node behind a proxy has. */
export interface MutualTls {
  readonly certificates: NodeCertificates;
  /** requestAs is request as a stranger would try it: with another client certificate than ours, or with none. */
  requestAs(identity: ClientIdentity | undefined, options: RequestOptions): ClientRequest;
}

/**
 * EngineDoor opens requests to one engine: its socket, or its proxy with mutual TLS. Every request has a connection
 * of its own, so none fails because a kept one had been closed meanwhile.
 */
export interface EngineDoor {
  /** The event of the socket after which a request can have reached the other side. */
  readonly openedBy: 'connect' | 'secureConnect';
  request(options: RequestOptions): ClientRequest;
  /** Undefined for a local engine. */
  readonly mutualTls: MutualTls | undefined;
  /** follow takes changed certificate files into use until close. */
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
    mutualTls: undefined,
    follow: async () => undefined,
    close: async () => agent.destroy(),
  };
}

function remoteDoor(node: string, { url, tls: files }: RemoteEngine): EngineDoor {
  const tls = new EngineTls(node, files);
  const { hostname, port, host: name } = new URL(url);
  const target = { hostname: hostname.replace(/^\[|\]$/g, ''), port: port || 443 };
  const ask = (agent: Agent, options: RequestOptions) => {
    const call = tlsRequest({ ...options, ...target, agent, headers: host(options, name) });
    call.once('socket', (socket) => socket.once('secureConnect', () => tls.sawServer(socket as TLSSocket)));
    return call;
  };
  const mutualTls: MutualTls = {
    get certificates() {
      return tls.certificates;
    },
    requestAs: (identity, options) => ask(tls.agentAs(identity), options),
  };
  return {
    openedBy: 'secureConnect',
    request: (options) => ask(tls.agent, options),
    mutualTls,
    follow: (listener) => tls.follow(listener),
    close: () => tls.close(),
  };
}

function host({ headers }: RequestOptions, name: string): NodeJS.Dict<string> {
  return { ...(headers as NodeJS.Dict<string> | undefined), host: name };
}
