import type { Exchange } from '@app/http';
import type { View } from '@app/mcp';
import type { Admission } from '../access/mcp-access.js';

/** Visit is one HTTP request to an MCP endpoint, after its caller was let in and its body was read. */
export interface Visit extends Admission {
  readonly view: View;
  readonly exchange: Exchange;
}

/** sameView tells whether two visits went to the same endpoint. */
export function sameView(a: View, b: View): boolean {
  return nameOf(a) === nameOf(b);
}

function nameOf(view: View): string {
  if (view.kind === 'all') return 'all';
  return view.kind === 'server' ? `server ${view.server}` : `project ${view.project}`;
}
