import type { SwaggerOptions } from '@app/http';

export const API: SwaggerOptions = {
  title: 'Switchyard router',
  description: 'Every tool behind one MCP endpoint, by the registry and its policy.',
  version: '1',
};
