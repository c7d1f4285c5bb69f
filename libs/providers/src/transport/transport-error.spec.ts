import { providerError } from '../provider-error.js';
import { MalformedResponse } from './http1/response/malformed-response.js';
import { type Phase, transportError } from './transport-error.js';

const coded = (code: string): Error => Object.assign(new Error('raw text with /a/path'), { code });

describe('a transport error', () => {
  it.each<[string, Phase, string, RegExp]>([
    ['ECONNREFUSED', 'connect', 'upstream_unreachable', /refused the connection/],
    ['ENOTFOUND', 'connect', 'upstream_unreachable', /does not resolve/],
    ['EHOSTUNREACH', 'connect', 'upstream_unreachable', /no route/],
    ['ECONNRESET', 'connect', 'upstream_unreachable', /\(ECONNRESET\)/],
    ['CONNECT_LIMIT', 'connect', 'upstream_timeout', /connect limit/],
    ['CERT_HAS_EXPIRED', 'connect', 'upstream_unreachable', /TLS.*has expired/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'connect', 'upstream_unreachable', /TLS.*trusted CA/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'connect', 'upstream_unreachable', /TLS.*another name/],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'answer',
      'upstream_unreachable',
      /TLS.*wants a client certificate/,
    ],
    [
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      'answer',
      'upstream_unreachable',
      /TLS.*refused the client certificate/,
    ],
    [
      'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
      'answer',
      'upstream_unreachable',
      /TLS.*refused the client certificate/,
    ],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'answer', 'upstream_unreachable', /TLS.*as expired/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'connect', 'upstream_unreachable', /does not speak TLS/],
    ['ECONNRESET', 'answer', 'upstream_incomplete', /before it answered/],
    ['CONNECTION_ENDED', 'body', 'upstream_incomplete', /before its reply was complete/],
    ['CLIENT_CLOSED', 'answer', 'upstream_unreachable', /is being closed/],
    ['ETIMEDOUT', 'connect', 'upstream_timeout', /connect limit/],
    ['ETIMEDOUT', 'body', 'upstream_incomplete', /before its reply was complete/],
  ])('%s while at %s is %s', (code, phase, expected, words) => {
    const error = transportError('gpu', phase, coded(code));
    expect(error).toMatchObject({ code: expected, upstream: 'gpu', message: expect.stringMatching(words) });
    expect(error.message).toContain('"gpu"');
    expect(error.message).not.toContain('/a/path');
  });

  it.each<Phase>(['answer', 'body'])('tells of bytes that are no HTTP while at %s', (phase) => {
    expect(transportError('gpu', phase, new MalformedResponse('a folded header line'))).toMatchObject({
      code: 'upstream_malformed',
      upstream: 'gpu',
      message: 'The upstream "gpu" did not answer in HTTP (a folded header line).',
    });
  });

  it('looks into the list of attempts', () => {
    const attempts = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]);
    expect(transportError('gpu', 'connect', attempts).message).toContain('refused the connection');
  });

  it('leaves an error that has a name already as it is', () => {
    const mine = providerError('client_closed_request', 'The client closed the request.');
    expect(transportError('gpu', 'body', mine)).toBe(mine);
  });
});
