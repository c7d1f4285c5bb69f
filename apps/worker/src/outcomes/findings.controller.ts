import { DomainError } from '@app/kernel';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { FindingDesk, findingRequest, type Finding } from './finding-desk.js';

/** What became of a job that nobody told the end of. */
@Controller('findings')
export class FindingsController {
  constructor(private readonly desk: FindingDesk) {}

  @Post()
  @HttpCode(200)
  find(@Body() body: unknown): Promise<Finding> {
    const request = findingRequest.safeParse(body);
    if (request.success) return this.desk.find(request.data);
    const [issue] = request.error.issues;
    const field = issue?.path.join('.') || 'body';
    throw new DomainError('invalid_request', `${field}: ${issue?.message ?? 'is wrong'}`, { param: field });
  }
}
