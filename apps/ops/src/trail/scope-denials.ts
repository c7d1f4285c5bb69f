import { Denials } from '@app/auth';
import { DomainError } from '@app/kernel';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, type Observable } from 'rxjs';

/**
 * ScopeDenials, as an app's APP_INTERCEPTOR, notes what handlers refuse: they alone know what a route is about, and
 * whether that is in the caller's scopes. Guards come before interceptors, so PermissionGuard's own refusals, which it
 * notes itself, are not seen here.
 */
@Injectable()
export class ScopeDenials implements NestInterceptor {
  constructor(private readonly denials: Denials) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (error instanceof DomainError && error.code === 'forbidden') this.denials.note(request, error);
        throw error;
      }),
    );
  }
}
