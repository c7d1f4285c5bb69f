import type { SwaggerOptions } from '@app/http';

export const API: SwaggerOptions = {
  title: 'Switchyard training',
  description:
    'Tools for training models with an AI Toolkit server: MCP at /mcp, and a bridge for plain HTTP.',
  version: '1',
};
