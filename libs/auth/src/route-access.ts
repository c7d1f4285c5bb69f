import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { Permission } from './permissions.js';

/**
 * RouteAccess is what a route declares: the permission that its caller needs, that any valid key will do (`known`), or
 * that anybody may call it.
 */
export type RouteAccess = Permission | 'known' | 'public';

const KEY = Symbol('route access');

/** RequiresPermission lets only callers with the permission reach a route, or all routes of a controller. */
export function RequiresPermission(permission: Permission): ClassDecorator & MethodDecorator {
  return declaring(permission);
}

/** RequiresKey lets whoever has a valid key reach a route, whatever its roles. */
export function RequiresKey(): ClassDecorator & MethodDecorator {
  return declaring('known');
}

/** PublicRoute lets anybody reach a route, without a key: health, readiness and metrics. */
export function PublicRoute(): ClassDecorator & MethodDecorator {
  return declaring('public');
}

/** markPublic declares controllers of a room that does not know this one, as PublicRoute would. */
export function markPublic(...controllers: Type[]): void {
  for (const controller of controllers) declare(controller, 'public');
}

/**
 * routeAccessOf returns what a route declares, else what its controller does, else undefined. A controller inherits
 * no declaration from the class that it extends: what is public is so by its own words.
 */
export function routeAccessOf(controller: object, handler: object): RouteAccess | undefined {
  return declaredOn(handler) ?? declaredOn(controller);
}

function declaring(access: RouteAccess): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, method?: { value?: unknown }) => {
    declare((method?.value as object | undefined) ?? target, access);
  };
}

/** Two declarations would leave it to their order which one holds. */
function declare(subject: object, access: RouteAccess): void {
  const declared = declaredOn(subject);
  if (declared !== undefined && declared !== access) {
    throw new Error(`a route declares both ${declared} and ${access}; only one can hold`);
  }
  Reflect.defineMetadata(KEY, access, subject);
}

function declaredOn(subject: object): RouteAccess | undefined {
  return Reflect.getOwnMetadata(KEY, subject) as RouteAccess | undefined;
}
