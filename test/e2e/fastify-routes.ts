import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface FastifyRoute {
  readonly method: string;
  readonly path: string;
}

/** A line of printRoutes: four signs for each level, the part of the path that is new there, and the methods. */
const LINE = /^((?:[│ ] {3})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/;

/** fastifyRoutes lists every route that Fastify itself serves, also those that no controller has declared. */
export function fastifyRoutes(app: NestFastifyApplication): FastifyRoute[] {
  const printed = app.getHttpAdapter().getInstance().printRoutes();
  const parts: string[] = [];
  return printed.split('\n').flatMap((line) => {
    if (line === '') return [];
    const [, indent, part = '', methods] = LINE.exec(line) ?? unreadable(line);
    parts.splice((indent ?? '').length / 4, Infinity, part);
    const path = parts.join('');
    return methods === undefined ? [] : methods.split(', ').map((method) => ({ method, path }));
  });
}

function unreadable(line: string): never {
  throw new Error(`printRoutes: a line of another form: ${line}`);
}
