import { Controller, Get, Query } from '@nestjs/common';
import { serviceName } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { z } from 'zod';
import { NodeUses } from './node-uses.js';

const usesQuery = z.strictObject({ node: serviceName.optional() });

/** What the services of nodes use, and their GPUs, for ops. */
@Controller('stats')
export class UsesController {
  constructor(private readonly uses: NodeUses) {}

  @Get()
  read(@Query() query: object) {
    const parsed = usesQuery.safeParse(query);
    if (parsed.success) return this.uses.read(parsed.data.node);
    throw new DomainError('invalid_request', 'node must be the name of a node', { param: 'node' });
  }
}
