import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { ScriptsToo } from '../sessions/session-route.js';
import { OllamaLibrary, type LibraryCaller } from './ollama-library.js';
import { DoneAnswer, ModelBody, StarterModels } from './ollama.dto.js';
import { sendLines } from './send-lines.js';
import { STARTER_MODELS } from './starter-models.js';

const OF_OLLAMA = { schema: { type: 'object', additionalProperties: true } };

@ApiTags('scripts')
@ScriptsToo()
@Controller('api/ollama')
export class OllamaController {
  constructor(private readonly library: OllamaLibrary) {}

  @Get('library')
  @ApiOperation({ summary: 'Names of models to begin with' })
  @ApiOkResponse({ type: StarterModels })
  starters(): StarterModels {
    return { models: STARTER_MODELS };
  }

  @Get('models')
  @ApiOperation({ summary: "Models on Ollama's disk, as its own /api/tags has them" })
  @ApiOkResponse(OF_OLLAMA)
  models(@Req() request: FastifyRequest) {
    return this.library.tags(callerOf(request));
  }

  @Get('ps')
  @ApiOperation({ summary: 'Models in memory, as /api/ps of Ollama has them' })
  @ApiOkResponse(OF_OLLAMA)
  loaded(@Req() request: FastifyRequest) {
    return this.library.loaded(callerOf(request));
  }

  @Post('pull')
  @HttpCode(200)
  @ApiOperation({ summary: 'Fetch a model; the pull goes on when its reader leaves' })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({
    description: 'Lines of {status, completed, total}; the last is {status: "success"} or {error}',
    schema: { type: 'string' },
  })
  async pull(
    @Body() { model }: ModelBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendLines(request.exchange, await this.library.pull(model, callerOf(request)));
    reply.hijack();
  }

  @Post('delete')
  @HttpCode(200)
  @ApiOperation({ summary: "Remove a model from Ollama's disk; asking is confirming" })
  @ApiOkResponse({ type: DoneAnswer })
  async remove(@Body() { model }: ModelBody, @Req() request: FastifyRequest): Promise<DoneAnswer> {
    await this.library.remove(model, callerOf(request));
    return { ok: true, message: `${model} was removed` };
  }
}

function callerOf(request: FastifyRequest): LibraryCaller {
  const { id: requestId, signal } = request.exchange;
  return { identity: sessionOf(request).identity, requestId, signal };
}
