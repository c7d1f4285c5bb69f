import { changeRequest, type Plan } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { NodeReader, type ServiceList } from '../nodes/node-reader.js';
import { Planner } from '../plans/planner.js';

/** What ops asks of the worker. It reads alone: changes come through the queue. */
@Controller()
export class InternalController {
  constructor(
    private readonly reader: NodeReader,
    private readonly planner: Planner,
  ) {}

  @Get('services')
  services(@Query('node') node?: string): Promise<ServiceList> {
    return this.reader.services(node);
  }

  @Post('plans')
  @HttpCode(200)
  plan(@Body() body: unknown): Promise<Plan> {
    const request = changeRequest.safeParse(body);
    if (request.success) return this.planner.plan(request.data);
    const [issue] = request.error.issues;
    throw new DomainError(
      'invalid_request',
      `${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'is wrong'}`,
    );
  }
}
