import { LABELS } from '@app/docker';
import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { Claims } from '../create-body/claims.js';
import type { GatePolicy } from '../policy/gate-policy.js';
import { imageAllowed } from '../policy/image-allowed.js';
import { Refusal } from '../refusal.js';
import type { EngineEye } from './engine-eye.js';
import { objectIn, textIn } from './fields.js';

const ANONYMOUS = /^[0-9a-f]{64}$/;

/** OwnedContainer is a container of the policy's project, as the engine showed it. */
export interface OwnedContainer {
  readonly service: string;
}

/**
 * Ownership tells what on the node belongs to the policy's project, by what the engine shows of it and never by what a
 * caller says. Every method throws a Refusal for what belongs to others, and EngineAway when the engine cannot be asked.
 */
export class Ownership {
  constructor(
    private readonly policy: GatePolicy,
    private readonly eye: EngineEye,
  ) {}

  /** container returns undefined for an id that the engine does not know: there is nothing to guard. */
  async container(api: string, id: string, signal: AbortSignal): Promise<OwnedContainer | undefined> {
    const found = await this.eye.object(`${api}/containers/${id}/json`, signal);
    if (found === undefined) return undefined;
    const labels = objectIn(objectIn(found, 'Config'), 'Labels');
    if (found['Id'] !== id || !this.isOwn(labels)) throw foreign('the container');
    if (labels[LABELS.protected] === 'true')
      throw new Refusal('the container', 'it is protected by its label');
    return { service: textIn(labels, LABELS.service) };
  }

  /** network returns the id of a network that containers of the project may join, or undefined when there is none. */
  async network(api: string, name: string, signal: AbortSignal): Promise<string | undefined> {
    const found = await this.eye.object(`${api}/networks/${name}`, signal);
    if (found === undefined) return undefined;
    const { Name: shown, Id: id } = found;
    // The engine also takes the beginning of an id for a name.
    if (typeof shown !== 'string' || typeof id !== 'string' || (shown !== name && id !== name)) {
      throw foreign('the network');
    }
    if (this.isOwn(objectIn(found, 'Labels')) || this.policy.networks.includes(shown)) return id;
    throw foreign('the network');
  }

  /** volume tells whether there is such a volume. One without a name belongs to whoever mounts it. */
  async volume(api: string, name: string, signal: AbortSignal): Promise<boolean> {
    const found = await this.eye.object(`${api}/volumes/${name}`, signal);
    if (found === undefined) return false;
    if (found['Name'] !== name) throw foreign('the volume');
    if (this.isOwn(objectIn(found, 'Labels')) || this.policy.shared_volumes.includes(name)) return true;
    if (ANONYMOUS.test(name) && (await this.isMounted(api, name, signal))) return true;
    throw foreign('the volume');
  }

  /** claims checks everything that a new container refers to; what is not there is refused, for the engine would make it. */
  async claims(api: string, claims: Claims, signal: AbortSignal): Promise<void> {
    for (const name of claims.networks) {
      if ((await this.network(api, name, signal)) === undefined) throw missing('the network');
    }
    for (const name of claims.volumes) {
      if (!(await this.volume(api, name, signal))) throw missing('the volume');
    }
    for (const id of claims.imageIds) await this.imageId(api, id, signal);
  }

  private async imageId(api: string, id: string, signal: AbortSignal): Promise<void> {
    const found = await this.eye.object(`${api}/images/${id}/json`, signal);
    if (found === undefined) throw missing('the image');
    const names = [found['RepoTags'], found['RepoDigests']].flatMap((list) =>
      Array.isArray(list) ? list : [],
    );
    const allowed = names.some((name) => typeof name === 'string' && imageAllowed(this.policy, name));
    if (!allowed) throw new Refusal('Image', "no name of it is among the images of the node's policy");
  }

  private async isMounted(api: string, volume: string, signal: AbortSignal): Promise<boolean> {
    const filters = JSON.stringify({ volume: [volume], label: [`${LABELS.project}=${this.policy.project}`] });
    const path = `${api}/containers/json?all=1&filters=${encodeURIComponent(filters)}`;
    return (await this.eye.list(path, signal)).some((container) => mounts(container, volume));
  }

  private isOwn(labels: JsonObject): boolean {
    return labels[LABELS.project] === this.policy.project;
  }
}

function mounts(container: JsonValue, volume: string): boolean {
  const list = isJsonObject(container) ? container['Mounts'] : undefined;
  return Array.isArray(list) && list.some((mount) => isJsonObject(mount) && mount['Name'] === volume);
}

function foreign(what: string): Refusal {
  return new Refusal(what, 'it is not of the project of this node');
}

function missing(what: string): Refusal {
  return new Refusal(what, 'it is not on the node', 404);
}
