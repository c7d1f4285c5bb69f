import { PublicRoute } from '@app/auth';
import { DomainError } from '@app/kernel';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedCoding } from './accepted-coding.js';
import { HOW_TO_BUILD } from './how-to-build.js';
import { WebFiles, type WebFile } from './web-files.js';

const FOREVER = 'public, max-age=31536000, immutable';
/** Paths of the API never become a page. */
const API = /^\/(?:api|bff|session)(?:\/|$)/;

/** WebController serves the page: a file by its name, and the page itself for every address that it knows. */
@ApiExcludeController()
@PublicRoute()
@Controller()
export class WebController {
  constructor(private readonly files: WebFiles) {}

  @Get('*')
  async serve(@Req() { raw, headers }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [path = '/'] = (raw.url ?? '/').split('?');
    const file = this.files.find(path);
    if (file !== undefined && path !== '/index.html') return send(file, headers, reply);
    if (API.test(path) || !headers.accept?.includes('text/html')) throw noSuchPage();
    const index = await this.files.index();
    if (index !== undefined) return send(index, headers, reply);
    await reply.status(503).type('text/html; charset=utf-8').send(HOW_TO_BUILD);
  }
}

async function send(file: WebFile, headers: FastifyRequest['headers'], reply: FastifyReply): Promise<void> {
  void reply.header('vary', 'accept-encoding').header('etag', file.etag);
  if (file.immutable) void reply.header('cache-control', FOREVER);
  if (headers['if-none-match'] === file.etag) {
    await reply.status(304).send();
    return;
  }
  const coding = acceptedCoding(headers['accept-encoding']?.toString());
  const packed = coding && file.bytes[coding];
  if (packed !== undefined && coding !== undefined) void reply.header('content-encoding', coding);
  await reply.type(file.type).send(packed ?? file.bytes.identity);
}

function noSuchPage(): DomainError {
  return new DomainError('not_found', 'there is no such route');
}
