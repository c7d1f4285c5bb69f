import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDashboard, type Dashboard } from '../../apps/dashboard/src/dashboard-app.js';

export const PASSWORD = 'correct horse battery';
export const AUTH_TOKEN = 'the-token-of-the-dashboard-0123456789';
export const OPS_TOKEN = 'the-token-of-operations-0123456789abc';
export const GATEWAY_KEY = 'the-key-of-the-gateway';
export const VIEWER_KEY = 'the-key-of-a-viewer';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** FakeApp is an app behind the dashboard, of which a test says what it answers. */
class FakeApp {
  /** What was asked of it: `GET /services?node=local`. */
  readonly asked: string[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  readonly bodies: string[] = [];
  readonly routes = new Map<string, Handler>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.take(request, response));
    this.server.listen(0, '127.0.0.1');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** on answers a route, given without its query, with JSON or by a handler. */
  on(route: string, answer: Handler | object, status = 200): this {
    const plain: Handler = (_request, response) => sendJson(response, status, answer);
    this.routes.set(route, typeof answer === 'function' ? (answer as Handler) : plain);
    return this;
  }

  /** keysAt are the keys with which a route was called. */
  keysAt(route: string): (string | undefined)[] {
    return this.headers
      .filter((_headers, at) => this.asked[at] === route)
      .map(({ authorization }) => authorization);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const { method, url = '', headers } = request;
    this.asked.push(`${method} ${url}`);
    this.headers.push(headers);
    this.bodies.push(body);
    const handler = this.routes.get(`${method} ${url.split('?')[0]}`);
    if (handler) handler(request, response, body);
    else sendJson(response, 404, { code: 'not_found', detail: 'the fake has no such route' });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const ALL = ['read', 'operate', 'deploy', 'cancel', 'administer', 'read_audit'];

/** whoami answers as ops does for the keys of this bed. */
const whoami: Handler = ({ headers }, response) => {
  const known: Record<string, object> = {
    [OPS_TOKEN]: { id: 'ops-token', roles: ['admin'], permissions: ALL },
    [VIEWER_KEY]: { id: 'watcher', roles: ['viewer'], permissions: ['read'] },
  };
  const found = known[headers.authorization?.replace('Bearer ', '') ?? ''];
  if (found) sendJson(response, 200, found);
  else sendJson(response, 401, { code: 'unauthorized', detail: 'the key is not known' });
};

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** DashboardBed is a dashboard in front of three fakes. */
export class DashboardBed {
  readonly ops = new FakeApp();
  readonly gateway = new FakeApp();
  readonly router = new FakeApp();
  readonly answers: Answer[] = [];
  private dashboard: Dashboard | undefined;
  private folder = '';
  port = 0;

  async start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'sy-'));
    this.ops.on('GET /whoami', whoami);
    this.dashboard = await createDashboard({
      DASHBOARD_PORT: '0',
      LOG_LEVEL: 'silent',
      DASHBOARD_WEB_DIR: join(this.folder, 'web'),
      DASHBOARD_PASSWORD: PASSWORD,
      DASHBOARD_AUTH_TOKEN: AUTH_TOKEN,
      OPS_CONTROLLER_TOKEN: OPS_TOKEN,
      GATEWAY_KEY,
      OPS_URL: this.ops.url,
      GATEWAY_URL: this.gateway.url,
      ROUTER_URL: this.router.url,
      ...more,
    });
    await this.dashboard.app.listen({ host: '127.0.0.1', port: 0 });
    this.port = this.listening();
  }

  get webFolder(): string {
    return join(this.folder, 'web');
  }

  /** ask sends exactly what it is told, its path included. */
  async ask(path: string, asking: Asking = {}): Promise<Answer> {
    const response = await this.open(path, asking);
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += String(part);
    const answer = { status: response.statusCode ?? 0, headers: response.headers, text };
    this.answers.push(answer);
    return answer;
  }

  /** open returns the answer as soon as its head is there. */
  async open(path: string, { method = 'GET', body, headers = {} }: Asking = {}): Promise<IncomingMessage> {
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const type = text === undefined ? {} : { 'content-type': 'application/json' };
    const place = { host: '127.0.0.1', port: this.port, agent: false };
    const sent = request({ ...place, method, path, headers: { ...type, ...headers } });
    sent.end(text);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  }

  /** signIn returns the headers of a signed-in page. */
  async signIn(secret: object = { password: PASSWORD }): Promise<Record<string, string>> {
    const { status, headers, text } = await this.ask('/session', { method: 'POST', body: secret });
    if (status !== 200) throw new Error(`signing in answered ${status}: ${text}`);
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    return { cookie, 'x-csrf-token': (JSON.parse(text) as { csrf: string }).csrf };
  }

  async close(): Promise<void> {
    await this.dashboard?.app.close();
    for (const app of [this.ops, this.gateway, this.router]) await app.close().catch(ignoreClosed);
    await rm(this.folder, { recursive: true, force: true });
  }

  private listening(): number {
    const server = this.dashboard?.app.getHttpServer();
    const address = server?.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }
}

/** A test has closed it already. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_SERVER_NOT_RUNNING') throw error;
}

export function codeIn({ text }: Answer): unknown {
  return (JSON.parse(text) as { code?: unknown }).code;
}
