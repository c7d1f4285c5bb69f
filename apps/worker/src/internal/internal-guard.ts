import { callerOf, SharedToken } from '@app/auth';
import { DomainError } from '@app/kernel';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What monitors read; it names nodes, and nothing that is secret. */
const OPEN: ReadonlySet<string | undefined> = new Set(['/health', '/ready', '/metrics']);

/** InternalGuard lets in whoever bears the WORKER_TOKEN: the other apps of this stack. Health is for everybody. */
@Injectable()
export class InternalGuard implements CanActivate {
  constructor(private readonly token: SharedToken) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (OPEN.has(request.exchange.route)) return true;
    const { key } = callerOf(request.raw);
    if (key !== undefined && this.token.matches(key)) return true;
    throw new DomainError('unauthorized', 'the worker answers to holders of the WORKER_TOKEN alone');
  }
}
