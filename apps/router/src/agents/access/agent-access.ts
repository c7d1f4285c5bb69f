import type { IncomingMessage } from 'node:http';
import { callerOf, type AccessPolicy, type Client, type PageCheck } from '@app/auth';

/** AgentAccess lets callers of the agents' routes in, as those of MCP: Host and Origin are checked with a key as well. */
export class AgentAccess {
  constructor(
    private readonly policy: AccessPolicy,
    private readonly pages: PageCheck,
  ) {}

  /** Throws `unauthorized` or `forbidden`. */
  admit(request: IncomingMessage): Client {
    const caller = callerOf(request);
    this.pages.refuseForeignHost(caller);
    return this.policy.admit(caller);
  }
}
