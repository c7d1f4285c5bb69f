import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface SwaggerOptions {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

/** serveSwagger serves the UI at `/docs` and the document at `/docs-json`. */
export function serveSwagger(app: NestFastifyApplication, options: SwaggerOptions): void {
  const base = new DocumentBuilder()
    .setTitle(options.title)
    .setDescription(options.description)
    .setVersion(options.version)
    .addBearerAuth()
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, base));
}
