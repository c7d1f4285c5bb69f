import { AccessGuard, PublicRoute } from '@app/auth';
import type { Endpoint } from '@app/providers';
import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChatCompletionRequest, CompletionRequest, EmbeddingRequest } from './inference.dto.js';
import { InferenceService } from './inference.service.js';

/** It is public to the guard of the operators' routes alone: AccessGuard decides who may call. */
@ApiTags('inference')
@ApiBearerAuth()
@PublicRoute()
@UseGuards(AccessGuard)
@Controller('v1')
export class InferenceController {
  constructor(private readonly inference: InferenceService) {}

  @Post('chat/completions')
  @ApiOperation({ summary: 'Chat with any model, streamed or whole' })
  @ApiBody({ type: ChatCompletionRequest })
  @ApiOkResponse({ description: 'A chat completion, or its chunks as server-sent events' })
  chat(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve('chat', request, reply);
  }

  @Post('completions')
  @ApiOperation({ summary: 'Continue a text' })
  @ApiBody({ type: CompletionRequest })
  @ApiOkResponse({ description: 'A text completion, or its chunks as server-sent events' })
  completions(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve('completions', request, reply);
  }

  @Post('embeddings')
  @ApiOperation({ summary: 'Embed texts' })
  @ApiBody({ type: EmbeddingRequest })
  @ApiOkResponse({ description: 'One vector for each input, in order' })
  embeddings(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve('embeddings', request, reply);
  }

  private async serve(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.inference.serve(endpoint, request.exchange, request.client);
    // The answer went out on the response itself.
    reply.hijack();
  }
}
