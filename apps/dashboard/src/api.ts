import type { SwaggerOptions } from '@app/http';

export const API: SwaggerOptions = {
  title: 'Switchyard dashboard',
  description: "The browsers' only door: sessions, live data, and the way to the other apps.",
  version: '1',
};
