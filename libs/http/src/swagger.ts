import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

export interface SwaggerOptions {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

type NestModuleLike = Parameters<typeof NestFactory.create>[0];

/** serveSwagger serves the UI at `/docs` and the document at `/docs-json`. */
export function serveSwagger(app: NestFastifyApplication, options: SwaggerOptions): void {
  SwaggerModule.setup('docs', app, () => documentOf(app, options));
}

/** DocumentedModule is an app's module, made of its parts. */
interface DocumentedModule {
  readonly of: (parts: never) => NestModuleLike;
}

/**
 * swaggerDocument is the document that serveSwagger serves, without running the app: its controllers are looked at and
 * none is made, so that the module gets parts that do nothing.
 */
export async function swaggerDocument(
  module: DocumentedModule,
  options: SwaggerOptions,
): Promise<OpenAPIObject> {
  const unused: object = new Proxy({}, { get: () => unused });
  const app = await NestFactory.create<NestFastifyApplication>(
    module.of(unused as never),
    new FastifyAdapter(),
    { preview: true, logger: false, abortOnError: false },
  );
  return documentOf(app, options);
}

/** A route for all methods is documented with one that OpenAPI does not know, and that no client can be made for. */
function documentOf(app: NestFastifyApplication, options: SwaggerOptions): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, base(options));
  for (const operations of Object.values(document.paths))
    delete operations['search' as keyof typeof operations];
  return document;
}

function base({ title, description, version }: SwaggerOptions): Omit<OpenAPIObject, 'paths'> {
  return new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion(version)
    .addBearerAuth()
    .build();
}
