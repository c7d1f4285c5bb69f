import { ANONYMOUS, mayUseModel, type Client } from '@app/auth';
import type { Exchange } from '@app/http';
import { DomainError } from '@app/kernel';
import type { Endpoint, ModelCall, ModelReply } from '@app/providers';
import type { ModelRouter, Route } from '../catalog/model-router.js';
import type { Lease, ProviderRegistry } from '../catalog/provider-registry.js';
import type { CallRecord, CallRecorder } from './call-recorder.js';
import { readModelRequest, type ModelRequest } from './model-request.js';
import { relay } from './relay.js';
import { serviceLabel } from './service-label.js';

const NO_BYTES = Buffer.alloc(0);

/** InferenceService takes one model request from the socket to the provider and back. */
export class InferenceService {
  constructor(
    private readonly router: ModelRouter,
    private readonly providers: ProviderRegistry,
    private readonly recorder: CallRecorder,
  ) {}

  /**
   * serve answers an exchange whose body has been read, on its own response; what it throws, at once or later, was
   * thrown before a byte of the answer was sent.
   */
  serve(endpoint: Endpoint, exchange: Exchange, client: Client | undefined): Promise<void> {
    const wanted = readModelRequest(exchange.body);
    const route = this.router.known(wanted.model);
    // Nearly every call is for a known model, and has no promise to wait for here.
    if (route) return this.answer(endpoint, exchange, client, wanted, route);
    return this.router
      .resolve(wanted.model)
      .then((found) => this.answer(endpoint, exchange, client, wanted, found));
  }

  private answer(
    endpoint: Endpoint,
    exchange: Exchange,
    client: Client | undefined,
    wanted: ModelRequest,
    route: Route,
  ): Promise<void> {
    refuseUnlessAllowed(client, route, wanted.model);
    const lease = this.lease(route);
    const service = serviceLabel(exchange.request.headers, client);
    const { id: requestId, claims, startedAt } = exchange;
    const record = this.recorder.begin({
      endpoint,
      route,
      requestId,
      service,
      client: client?.id ?? ANONYMOUS.id,
      claims,
      startedAt,
    });
    exchange.logFields = { provider: route.provider, model: route.id, service };
    return run(lease, callOf(endpoint, exchange, wanted, route), record, exchange);
  }

  private lease(route: Route): Lease {
    const lease = this.providers.lease(route.provider);
    if (lease) return lease;
    throw new DomainError('model_not_found', `provider "${route.provider}" is not configured`, {
      param: 'model',
    });
  }
}

async function run(lease: Lease, call: ModelCall, record: CallRecord, exchange: Exchange): Promise<void> {
  let outcome = 'internal_error';
  let reply: ModelReply | undefined;
  try {
    reply = await lease.provider.call(call);
    outcome = await relay(reply, exchange.response, { 'x-request-id': exchange.id });
  } catch (error) {
    if (error instanceof DomainError) outcome = error.code;
    throw error;
  } finally {
    exchange.logFields = record.end(outcome, reply?.observed);
    lease.release();
  }
}

function refuseUnlessAllowed(client: Client | undefined, route: Route, asked: string): void {
  if (!client || mayUseModel(client, route.id) || mayUseModel(client, asked)) return;
  throw new DomainError('model_not_allowed', 'this API key may not use that model', { param: 'model' });
}

function callOf(endpoint: Endpoint, exchange: Exchange, wanted: ModelRequest, route: Route): ModelCall {
  const { traceparent } = exchange.request.headers;
  return {
    endpoint,
    model: route.model,
    requestedModel: wanted.model,
    body: wanted.body,
    bytes: exchange.bodyBytes ?? NO_BYTES,
    requestId: exchange.id,
    signal: exchange.signal,
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
  };
}
