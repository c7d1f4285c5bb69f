import { Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@app/kernel';
import type { FastifyRequest } from 'fastify';
import { callerOf } from './caller.js';
import { Denials } from './denials.js';
import { OperatorAccess } from './operator-access.js';
import { hasPermission, type Permission } from './permissions.js';
import { routeAccessOf, type RouteAccess } from './route-access.js';

/**
 * PermissionGuard, as an app's APP_GUARD, lets a request in when OperatorAccess admits its caller and the caller has
 * the permission that the route declares; it notes who that is in `request.client`. A route that declares nothing is
 * refused to everybody. Refusals are noted, but for the question whether keys are needed. Scopes are for the app to check, with mayTouch: it alone knows what a route is about.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  private readonly log = new Logger(PermissionGuard.name);
  private readonly undeclared = new Set<string>();

  constructor(
    private readonly access: OperatorAccess,
    private readonly denials: Denials,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const wanted = routeAccessOf(context.getClass(), context.getHandler());
    if (wanted === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      if (wanted === undefined) this.reportUndeclared(context);
      this.admit(request, wanted);
    } catch (error) {
      if (error instanceof DomainError && !isQuestion(request, wanted, error)) {
        this.denials.note(request, error);
      }
      throw error;
    }
    return true;
  }

  private admit(request: FastifyRequest, wanted: Permission | 'known' | undefined): void {
    const client = this.access.admit(callerOf(request.raw));
    request.client = client;
    if (wanted === undefined) {
      throw new DomainError('forbidden', 'this route declares no permission, so it serves nobody');
    }
    if (wanted !== 'known' && !hasPermission(client, wanted)) {
      throw new DomainError('forbidden', `the client "${client.id}" has no role that may ${wanted}`);
    }
  }

  /** Once a route: somebody must mend it, and calling it again must not fill the log. */
  private reportUndeclared(context: ExecutionContext): void {
    const route = `${context.getClass().name}.${context.getHandler().name}`;
    if (this.undeclared.has(route)) return;
    this.undeclared.add(route);
    this.log.error(`${route} declares no permission and is refused to everybody`);
  }
}

/** To ask whose key it is, and to show none, is to ask whether keys are needed: nothing was wanted that was denied. */
function isQuestion(
  { raw }: FastifyRequest,
  wanted: RouteAccess | undefined,
  { code }: DomainError,
): boolean {
  return wanted === 'known' && code !== 'forbidden' && callerOf(raw).key === undefined;
}
