import type { IncomingMessage } from 'node:http';
import { callerOf, type AccessPolicy, type Caller, type PageCheck } from '@app/auth';
import { DomainError } from '@app/kernel';
import type { Principal } from '@app/mcp';

/** Admission is who was let in. */
export interface Admission {
  readonly principal: Principal;
  /** Asks again, with the configuration as it is now; undefined when the caller would be refused. */
  readonly again: () => Principal | undefined;
}

/**
 * McpAccess lets callers of the MCP endpoints in. Host and Origin are checked whether or not a key is sent, as the
 * protocol wants of every HTTP server of it (2025-11-25, transports, security warning).
 */
export class McpAccess {
  constructor(
    private readonly policy: AccessPolicy,
    private readonly pages: PageCheck,
  ) {}

  /** Throws `unauthorized` or `forbidden`. */
  admit(request: IncomingMessage): Admission {
    if ((request.headersDistinct['origin']?.length ?? 0) > 1) {
      throw new DomainError('forbidden', 'the request has more than one Origin header');
    }
    const caller = callerOf(request);
    this.pages.refuseForeignHost(caller);
    const principal = this.principalOf(caller);
    return { principal, again: () => this.principalNow(caller) };
  }

  private principalOf(caller: Caller): Principal {
    const { id, tools } = this.policy.admit(caller);
    return { id, tools };
  }

  private principalNow(caller: Caller): Principal | undefined {
    try {
      return this.principalOf(caller);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
