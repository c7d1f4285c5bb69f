import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AgentAccess } from './agent-access.js';

/** AgentGuard lets a request in when AgentAccess admits its caller, and notes who that is in `request.client`. */
@Injectable()
export class AgentGuard implements CanActivate {
  constructor(private readonly access: AgentAccess) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.client = this.access.admit(request.raw);
    return true;
  }
}
