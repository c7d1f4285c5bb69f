import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessPolicy } from './access-policy.js';
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
    const { headers } = request;
    request.client = this.policy.admit({
      key: presentedKey(headers),
      address: request.socket.remoteAddress ?? '',
      host: headers.host,
      origin: headers.origin,
      forwarded: headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined,
    });
    return true;
  }
}

function presentedKey(headers: FastifyRequest['headers']): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  const key = headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}
