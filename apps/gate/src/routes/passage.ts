import { LABELS } from '@app/docker';
import type { JsonObject, JsonValue } from '@app/kernel';
import { containerBody } from '../create-body/container-body.js';
import { connectBody, disconnectBody, networkBody, type Connection } from '../create-body/network-body.js';
import { volumeBody } from '../create-body/volume-body.js';
import { objectIn, textIn } from '../ownership/fields.js';
import type { Ownership } from '../ownership/ownership.js';
import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import type { GateCall } from './gate-call.js';

/** Passage is what the gate sends to the engine in place of a call that it lets through. */
export interface Passage {
  readonly path: string;
  readonly body?: JsonValue;
  /** Whom it is about, for the log. */
  readonly subject?: string;
}

/** Passages decides about calls. Each method throws a Refusal, or EngineAway when the engine cannot be asked. */
export class Passages {
  constructor(
    private readonly policy: GatePolicy,
    private readonly ownership: Ownership,
  ) {}

  /** of returns what is sent for the call; `body` is its JSON, for routes that have one. */
  async of(call: GateCall, body: JsonValue, signal: AbortSignal): Promise<Passage> {
    switch (call.name) {
      case 'createContainer':
        return this.createContainer(call, body, signal);
      case 'renameContainer':
      case 'removeContainer':
        return this.ownContainer(call, signal);
      case 'inspectNetwork':
        return this.ownNetwork(call, signal);
      case 'inspectVolume':
        return this.ownVolume(call, signal);
      case 'createNetwork':
        return this.create(call, networkBody(this.policy, body));
      case 'createVolume':
        return this.create(call, volumeBody(this.policy, body));
      case 'connectNetwork':
        return this.joined(call, connectBody(body), signal);
      case 'disconnectNetwork':
        return this.joined(call, disconnectBody(body), signal);
      case 'composeImage':
        return { path: `${call.api}/images/${call.parameters['quotedImage']}/json` };
      default:
        return { path: pathOf(call, call.route.path) };
    }
  }

  private async createContainer(call: GateCall, given: JsonValue, signal: AbortSignal): Promise<Passage> {
    const { body, claims } = containerBody(this.policy, given);
    await this.ownership.claims(call.api, claims, signal);
    const subject = textIn(objectIn(body, 'Labels'), LABELS.service);
    return { path: pathOf(call, call.route.path), body, subject };
  }

  private async ownContainer(call: GateCall, signal: AbortSignal): Promise<Passage> {
    const { container = '' } = call.parameters;
    const owned = await this.ownership.container(call.api, container, signal);
    const path = pathOf(call, call.route.path.replace('{container}', container));
    return { path, subject: owned?.service ?? '' };
  }

  private async ownNetwork(call: GateCall, signal: AbortSignal): Promise<Passage> {
    const { network = '' } = call.parameters;
    await this.ownership.network(call.api, network, signal);
    return { path: pathOf(call, `/networks/${network}`), subject: network };
  }

  private async ownVolume(call: GateCall, signal: AbortSignal): Promise<Passage> {
    const { volume = '' } = call.parameters;
    await this.ownership.volume(call.api, volume, signal);
    return { path: pathOf(call, `/volumes/${volume}`), subject: volume };
  }

  private create(call: GateCall, body: JsonObject): Passage {
    return { path: pathOf(call, call.route.path), body, subject: textIn(body, 'Name') };
  }

  /** The network goes by its id, so that it is the one that was looked at. */
  private async joined(
    call: GateCall,
    { container, body }: Connection,
    signal: AbortSignal,
  ): Promise<Passage> {
    const { network = '' } = call.parameters;
    const id = await this.ownership.network(call.api, network, signal);
    if (id === undefined) throw new Refusal('the network', 'it is not on the node', 404);
    const owned = await this.ownership.container(call.api, container, signal);
    const path = pathOf(call, call.route.path.replace('{network}', id));
    return { path, body, subject: owned?.service ?? '' };
  }
}

function pathOf({ api, query }: GateCall, path: string): string {
  return `${api}${path}${query.size === 0 ? '' : `?${new URLSearchParams([...query]).toString()}`}`;
}
