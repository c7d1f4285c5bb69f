import { RequestMethod, type INestApplicationContext, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { routeAccessOf, type RouteAccess } from './route-access.js';

export interface DeclaredRoute {
  /** `GET`, `POST` and so on; `ALL` for every method. */
  readonly method: string;
  /** As the controller writes it: `/services/:id`. */
  readonly path: string;
  /** Undefined when the route declares nothing, and is therefore refused. */
  readonly access: RouteAccess | undefined;
}

/**
 * declaredRoutes lists every route of the app's controllers with what it declares. Not in it is what is added to
 * Fastify itself, past Nest and its guards, such as the pages of Swagger.
 */
export function declaredRoutes(app: INestApplicationContext): DeclaredRoute[] {
  const discovery = new DiscoveryService(app.get(ModulesContainer));
  return discovery.getControllers().flatMap(({ metatype }) => routesOf(metatype as Type<object>));
}

function routesOf(controller: Type<object>): DeclaredRoute[] {
  const prototype = controller.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
    if (handler === undefined || method === undefined) return [];
    const access = routeAccessOf(controller, handler);
    return pathsOf(controller).flatMap((base) =>
      pathsOf(handler).map((path) => ({ method: RequestMethod[method], path: joined(base, path), access })),
    );
  });
}

function pathsOf(subject: object): string[] {
  return [Reflect.getMetadata(PATH_METADATA, subject) as string | string[]].flat();
}

function joined(...parts: string[]): string {
  const names = parts.map((part) => part.replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
  return `/${names.join('/')}`;
}
