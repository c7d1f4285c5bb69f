import { isJsonObject, type JsonValue } from '@app/kernel';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PassThrough } from '../bff/pass-through.js';
import { sessionOf } from '../sessions/session-guard.js';
import { LoadGate } from './load-gate.js';

const SENT = '/api/models/load';

/** LoadsController stands before the pages' way to the gateway, for the one route that operations have a say in. */
@Controller('bff/gateway')
export class LoadsController {
  constructor(
    private readonly gate: LoadGate,
    private readonly passing: PassThrough,
  ) {}

  @Post('api/models/load')
  @ApiExcludeEndpoint()
  async load(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { exchange } = request;
    const session = sessionOf(request);
    const { credentials } = session.identity;
    const model = modelIn(exchange.body as JsonValue | undefined);
    // What is no such question is refused by the gateway itself.
    if (model !== undefined) await this.gate.admit({ model, credentials, requestId: exchange.id });
    await this.passing.serve(exchange, session, { upstream: 'gateway', sent: SENT });
    reply.hijack();
  }
}

function modelIn(body: JsonValue | undefined): string | undefined {
  if (!isJsonObject(body)) return undefined;
  return typeof body['model'] === 'string' ? body['model'] : undefined;
}
