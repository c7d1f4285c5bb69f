import { McpFailure } from '@app/mcp';
import { failureStatus } from './failure-status.js';

describe('failureStatus', () => {
  it('is 429 for a rate limit, with the seconds to wait', () => {
    const limited = new McpFailure(1009, 'too fast', { code: 'mcp_rate_limited', retryAfter: 3 });
    expect(failureStatus(limited)).toEqual({ status: 429, headers: { 'retry-after': '3' } });
  });

  it('is 404 for a method and for a server that there is not', () => {
    expect(failureStatus(new McpFailure(-32_601, 'no'))?.status).toBe(404);
    expect(failureStatus(new McpFailure(1001, 'no', { code: 'mcp_server_not_found' }))?.status).toBe(404);
  });

  it('is left alone for what a server says itself, also when that looks like ours', () => {
    expect(failureStatus(new McpFailure(-32_602, 'no', 'mcp_rate_limited'))).toBeUndefined();
    expect(failureStatus(new McpFailure(1006, 'slow', { code: 'mcp_timeout' }))).toBeUndefined();
  });
});
