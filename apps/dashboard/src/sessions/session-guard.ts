import { routeAccessOf } from '@app/auth';
import { DomainError } from '@app/kernel';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { failed, OwnPage } from '../access/own-page.js';
import { ScriptDoor } from './script-door.js';
import { SessionBook } from './session-book.js';
import { sessionIdIn } from './session-cookie.js';
import { isUnnoticed, servesScripts } from './session-route.js';
import type { Session } from './session.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is; set by SessionGuard. */
    session?: Session;
  }
}

const READING = new Set(['GET', 'HEAD']);

/**
 * SessionGuard, as the app's APP_GUARD, lets a request in that belongs to a session and was sent by our own page. A
 * route that is not declared public wants a session.
 */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionBook,
    private readonly page: OwnPage,
    private readonly scripts: ScriptDoor,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const [controller, handler] = [context.getClass(), context.getHandler()];
    this.page.refuseForeignHost(request.raw);
    const isPublic = routeAccessOf(controller, handler) === 'public';
    if (isPublic && READING.has(request.method)) return true;
    this.page.refuseForeignPage(request.raw);
    if (isPublic) return true;
    const byHeader = request.headers.authorization !== undefined && servesScripts(controller);
    request.session = byHeader
      ? await this.scripts.admit(request.raw, request.id)
      : this.ofBrowser(request, !isUnnoticed(handler));
    return true;
  }

  private ofBrowser(request: FastifyRequest, counts: boolean): Session {
    const id = sessionIdIn(request.raw);
    const session = id === undefined ? undefined : this.sessions.find(id);
    if (session === undefined)
      throw new DomainError('session_required', 'sign in first: there is no session');
    const csrf = request.headers['x-csrf-token'];
    if (!READING.has(request.method) && !(typeof csrf === 'string' && session.hasCsrf(csrf))) {
      throw failed('X-CSRF-Token is not that of the session');
    }
    if (counts) session.use();
    return session;
  }
}

/** sessionOf returns the session that the guard has found. */
export function sessionOf({ session }: FastifyRequest): Session {
  if (session === undefined) throw new Error('a route without SessionGuard asked for its session');
  return session;
}
