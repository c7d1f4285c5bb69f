import type { SwaggerOptions } from '@app/http';

export const API: SwaggerOptions = {
  title: 'Switchyard operations',
  description: 'Every change to the stack is a planned, audited, crash-safe job.',
  version: '1',
};
