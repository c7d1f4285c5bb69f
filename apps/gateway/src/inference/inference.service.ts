import { mayUseModel, type Client } from '@app/auth';
import { DomainError, type CancelSignal } from '@app/kernel';
import type { Endpoint, ModelCall, ModelReply } from '@app/providers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ModelRouter, Route } from '../catalog/model-router.js';
import type { Lease, ProviderRegistry } from '../catalog/provider-registry.js';
import type { CallRecord, CallRecorder } from './call-recorder.js';
import type { CallsInFlight } from './calls-in-flight.js';
import { readModelRequest, type ModelRequest } from './model-request.js';
import { relay } from './relay.js';
import { serviceLabel } from './service-label.js';

/** InferenceService takes one model request from the socket to the provider and back. */
export class InferenceService {
  constructor(
    private readonly router: ModelRouter,
    private readonly providers: ProviderRegistry,
    private readonly recorder: CallRecorder,
    private readonly inFlight: CallsInFlight,
  ) {}

  /** serve answers on `reply` itself; what it throws was thrown before a byte of the answer was sent. */
  async serve(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const signal = this.inFlight.enter(reply.raw);
    const wanted = readModelRequest(request.body);
    const route = this.router.known(wanted.model) ?? (await this.router.resolve(wanted.model));
    refuseUnlessAllowed(request.client, route, wanted.model);
    const lease = this.lease(route);
    const service = serviceLabel(request);
    const record = this.recorder.begin({ endpoint, route, service });
    request.logFields = { provider: route.provider, model: route.id, service };
    try {
      const call = callOf(endpoint, request, wanted, route, signal);
      await this.answer(await this.started(lease, call, record, request), record, request, reply);
    } finally {
      lease.release();
    }
  }

  private lease(route: Route): Lease {
    const lease = this.providers.lease(route.provider);
    if (lease) return lease;
    throw new DomainError('model_not_found', `provider "${route.provider}" is not configured`, {
      param: 'model',
    });
  }

  private async started(
    lease: Lease,
    call: ModelCall,
    record: CallRecord,
    request: FastifyRequest,
  ): Promise<ModelReply> {
    try {
      return await lease.provider.call(call);
    } catch (error) {
      request.logFields = record.end(error instanceof DomainError ? error.code : 'internal_error');
      throw error;
    }
  }

  private async answer(
    answer: ModelReply,
    record: CallRecord,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    reply.hijack();
    let outcome = 'internal_error';
    try {
      outcome = await relay(answer, reply.raw, { 'x-request-id': request.id });
    } finally {
      request.logFields = record.end(outcome, answer.observed);
    }
  }
}

function refuseUnlessAllowed(client: Client | undefined, route: Route, asked: string): void {
  if (!client || mayUseModel(client, route.id) || mayUseModel(client, asked)) return;
  throw new DomainError('model_not_allowed', 'this API key may not use that model', { param: 'model' });
}

function callOf(
  endpoint: Endpoint,
  request: FastifyRequest,
  wanted: ModelRequest,
  route: Route,
  signal: CancelSignal,
): ModelCall {
  const { traceparent } = request.headers;
  return {
    endpoint,
    model: route.model,
    requestedModel: wanted.model,
    body: wanted.body,
    bytes: request.bodyBytes ?? Buffer.alloc(0),
    requestId: request.id,
    signal,
    ...(typeof traceparent === 'string' && { traceparent }),
  };
}
