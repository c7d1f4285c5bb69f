import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessPolicy } from './access-policy.js';
import { callerOf } from './caller.js';
import type { Client } from './client.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set by AccessGuard. */
    client?: Client;
  }
}

/** AccessGuard lets a request in when AccessPolicy admits its caller, and notes who that is. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly policy: AccessPolicy) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.client = this.policy.admit(callerOf(request.raw));
    return true;
  }
}
