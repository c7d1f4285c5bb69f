import { describeEnd } from '../process/child-end.js';
import { ChildTransport } from '../process/child-transport.js';
import type { LinkTransport } from './link-transport.js';

/** ChildLinkTransport is a program's transport that says how the program ended. */
export class ChildLinkTransport extends ChildTransport implements LinkTransport {
  get ending(): string | undefined {
    return this.ended === undefined ? undefined : describeEnd(this.ended);
  }
}
