import { ValidationPipe, type INestApplication } from '@nestjs/common';

/** validateRequests has every body, query and path held against its DTO; what no DTO names is refused. */
export function validateRequests(app: INestApplication): void {
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
}
