import fc from 'fast-check';
import { UriTable } from './uri-table.js';

const server = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,62}$/);
const uri = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: 'binary' }),
);

describe('URIs of many servers', () => {
  it('lead back to the server and its own URI without a table', () => {
    fc.assert(
      fc.property(server, uri, (server, uri) => {
        expect(new UriTable().native(new UriTable().exposed(server, uri))).toEqual({ server, uri });
      }),
    );
  });

  it('never meet', () => {
    fc.assert(
      fc.property(server, uri, server, uri, (server, uri, otherServer, otherUri) => {
        fc.pre(server !== otherServer || uri !== otherUri);
        const table = new UriTable();
        expect(table.exposed(server, uri)).not.toBe(table.exposed(otherServer, otherUri));
      }),
    );
  });

  it('stay valid URIs that a parser does not change', () => {
    fc.assert(
      fc.property(server, fc.webUrl({ withQueryParameters: true }), (server, uri) => {
        const exposed = new UriTable().exposed(server, uri);
        expect(new URL(exposed).href).toBe(exposed);
      }),
    );
    const climbing = new UriTable().exposed('my_files', 'file:///a/../b?x=1#y');
    expect(climbing).toBe('mcp+my.files:file:///a/../b?x=1#y');
    expect(new URL(climbing).href).toBe(climbing);
  });

  it('belong to nobody without a server in front', () => {
    expect(new UriTable().native('file:///etc/passwd')).toBeUndefined();
    expect(new UriTable().native('mcp+:x')).toBeUndefined();
  });

  it('are left alone in a view of one server', () => {
    const table = new UriTable('everything');
    expect(table.exposed('everything', 'test://a')).toBe('test://a');
    expect(table.native('test://a')).toEqual({ server: 'everything', uri: 'test://a' });
  });
});
