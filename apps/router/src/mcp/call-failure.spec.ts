import { createLogger } from '@app/http';
import { DomainError } from '@app/kernel';
import { McpFailure } from '@app/mcp';
import { callFailure } from './call-failure.js';

const logger = createLogger('test', 'silent');

describe('callFailure', () => {
  it('hands a server’s own failure on as it is', () => {
    const failure = new McpFailure(-32_042, 'go there', { url: 'https://example.com' });
    expect(callFailure(failure, 'req-1', logger)).toBe(failure);
  });

  it('tells our own failures by their code', () => {
    const error = new DomainError('mcp_rate_limited', 'too many listeners', { retryAfter: 60 });
    expect(callFailure(error, 'req-1', logger)).toMatchObject({
      message: 'too many listeners',
      data: { code: 'mcp_rate_limited', retryAfter: 60 },
    });
  });

  it('tells nothing but the id of the request of anything unforeseen', () => {
    const { code, message, data } = callFailure(new Error('/etc/secret'), 'req-1', logger);
    expect({ code, message, data }).toEqual({
      code: -32_603,
      message: 'internal error; quote req-1 when you report it',
      data: undefined,
    });
  });
});
