import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiResponse } from '@nestjs/swagger';
import { ChangeOutcome } from './change.answer.js';

/** ChangeHeaders describes what every route that changes something has in common. */
export function ChangeHeaders(): MethodDecorator {
  return applyDecorators(
    ApiBearerAuth(),
    ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Sent again, the same answer' }),
    ApiHeader({ name: 'Prefer', required: false, description: '`respond-async` answers 202 at once' }),
    ApiResponse({
      status: 200,
      type: ChangeOutcome,
      description: 'Done; of a dry run, what would be done and its plan',
    }),
    ApiResponse({ status: 202, type: ChangeOutcome, description: 'Accepted; Location is the job' }),
    ApiResponse({ status: 409, description: 'The node is not as planned, or another job holds a service' }),
  );
}
