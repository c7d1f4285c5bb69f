import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/server';
import { PNG } from './samples.ts';

/** addResources adds the resources that the conformance suite asks for. */
export function addResources(server: McpServer): void {
  const description = 'A resource for testing';
  const plain = { description, mimeType: 'text/plain' };
  server.registerResource('static-text', 'test://static-text', plain, ({ href }) =>
    written(href, 'text/plain', 'This is the content of the static text resource.'),
  );
  server.registerResource('watched-resource', 'test://watched-resource', plain, ({ href }) =>
    written(href, 'text/plain', 'This resource can be watched.'),
  );
  const image = { description, mimeType: 'image/png' };
  server.registerResource('static-binary', 'test://static-binary', image, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: PNG }],
  }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, { description }, ({ href }, { id }) =>
    written(
      href,
      'application/json',
      JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
    ),
  );
  addSubscriptions(server);
}

/** In the legacy era alone; in the modern one `subscriptions/listen` does this, without us. */
function addSubscriptions({ server }: McpServer): void {
  server.setRequestHandler('resources/subscribe', () => ({}));
  server.setRequestHandler('resources/unsubscribe', () => ({}));
}

function written(uri: string, mimeType: string, text: string) {
  return { contents: [{ uri, mimeType, text }] };
}
