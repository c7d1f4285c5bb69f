import type { SwaggerOptions } from '@app/http';

export const API: SwaggerOptions = {
  title: 'Switchyard gateway',
  description: 'One OpenAI-compatible endpoint for every model.',
  version: '1',
};
