import { anyMatches } from '@app/kernel';
import type { Role } from './permissions.js';

/**
 * Client is who calls, as the configuration knows it. Roles say what it may do, scopes where: lists of patterns in
 * which `*` stands for any run of characters, and an empty list is nothing at all, for an admin too.
 */
export interface Client {
  readonly id: string;
  readonly roles: readonly Role[];
  /** Model ids. */
  readonly models: readonly string[];
  /** Tool names. */
  readonly tools: readonly string[];
  /** Node ids. */
  readonly nodes: readonly string[];
  /** Names of Compose services, on any node that `nodes` covers. */
  readonly services: readonly string[];
}

/** ANONYMOUS is every caller of the data plane while no client is configured; it has no part in operations. */
export const ANONYMOUS: Client = Object.freeze({
  id: 'anonymous',
  roles: [],
  models: ['*'],
  tools: ['*'],
  nodes: [],
  services: [],
});

/**
 * OPS_TOKEN_HOLDER is who bears the OPS_CONTROLLER_TOKEN: the admin of all that is operated. Models and tools have
 * keys of their own.
 */
export const OPS_TOKEN_HOLDER: Client = Object.freeze<Client>({
  id: 'ops-token',
  roles: ['admin'],
  models: [],
  tools: [],
  nodes: ['*'],
  services: ['*'],
});

/** mayUseModel tells whether any of the client's patterns matches the whole model id. */
export function mayUseModel(client: Client, model: string): boolean {
  return anyMatches(client.models, model);
}

/** mayUseNode tells whether the client's scopes cover the node. */
export function mayUseNode(client: Client, node: string): boolean {
  return anyMatches(client.nodes, node);
}

/** mayTouch tells whether the client's scopes cover the service and the node that it runs on. */
export function mayTouch(client: Client, { node, service }: { node: string; service: string }): boolean {
  return mayUseNode(client, node) && anyMatches(client.services, service);
}
