import { PublicRoute } from '@app/auth';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProxyTrust } from '../access/proxy-trust.js';
import { noSessionCookie, sessionCookie, sessionIdIn } from './session-cookie.js';
import { answerOf, SessionDesk } from './session-desk.js';
import { sessionOf } from './session-guard.js';
import { Unnoticed } from './session-route.js';
import { MethodsDto, SessionAnswer, SignInBody } from './session.dto.js';
import { SignInMethods } from './sign-in-methods.js';

@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly desk: SessionDesk,
    private readonly methods: SignInMethods,
    private readonly proxy: ProxyTrust,
  ) {}

  @Get('config')
  @PublicRoute()
  @ApiOperation({ summary: 'Which ways to sign in there are' })
  @ApiOkResponse({ type: MethodsDto })
  config(): Promise<MethodsDto> {
    return this.methods.read();
  }

  @Post()
  @HttpCode(200)
  @PublicRoute()
  @ApiOperation({ summary: 'Sign in with a password or a key; the answer sets the cookie of the session' })
  @ApiOkResponse({ type: SessionAnswer })
  async open(
    @Body() body: SignInBody,
    @Req() { raw, id: requestId }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const visitor = { address: this.proxy.addressOf(raw), requestId };
    const { id, session } = await this.desk.open(body, visitor, sessionIdIn(raw));
    void reply.header('set-cookie', sessionCookie(id, this.proxy.isSecure(raw)));
    return answerOf(session);
  }

  @Get()
  @Unnoticed()
  @ApiOperation({ summary: 'The session of this browser; 401 when there is none' })
  @ApiOkResponse({ type: SessionAnswer })
  show(@Req() request: FastifyRequest): Promise<SessionAnswer> {
    return this.desk.show(sessionOf(request), request.id);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  @ApiNoContentResponse()
  end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    this.desk.end(sessionOf(request));
    void reply.header('set-cookie', noSessionCookie(this.proxy.isSecure(request.raw)));
  }
}
