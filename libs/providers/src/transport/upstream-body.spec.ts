import { jest } from '@jest/globals';
import { UpstreamBody } from './upstream-body.js';

function setup() {
  const flow = { pause: jest.fn(), resume: jest.fn(), abort: jest.fn() };
  return { flow, body: new UpstreamBody(flow) };
}

const chunk = (size: number): Buffer => Buffer.alloc(size, 'x');

describe('an upstream body', () => {
  it('pauses the connection while its reader is slow and resumes it when the reader has caught up', async () => {
    const { flow, body } = setup();
    body.push(chunk(40_000));
    expect(flow.pause).not.toHaveBeenCalled();
    body.push(chunk(40_000));
    expect(flow.pause).toHaveBeenCalledTimes(1);
    await body.next();
    expect(flow.resume).not.toHaveBeenCalled();
    await body.next();
    expect(flow.resume).toHaveBeenCalledTimes(1);
  });

  it('gives what had arrived before it tells of the failure', async () => {
    const { body } = setup();
    body.push(chunk(1));
    body.fail(new Error('reset'));
    expect(await body.next()).toMatchObject({ done: false });
    await expect(body.next()).rejects.toThrow('reset');
  });

  it('ends a pending read and the connection when it is left early', async () => {
    const { flow, body } = setup();
    const pending = body.next();
    await body.return();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(flow.abort).toHaveBeenCalledTimes(1);
  });

  it('lets a short rest pass and keeps the connection', () => {
    const { flow, body } = setup();
    body.discard();
    body.push(chunk(60_000));
    body.end();
    expect(flow.abort).not.toHaveBeenCalled();
  });

  it('resumes a paused connection to let the rest pass', () => {
    const { flow, body } = setup();
    body.push(chunk(70_000));
    body.discard();
    expect(flow.resume).toHaveBeenCalledTimes(1);
  });

  it('cancels a rest that is long', () => {
    const { flow, body } = setup();
    body.discard();
    body.push(chunk(60_000));
    body.push(chunk(60_000));
    expect(flow.abort).toHaveBeenCalledTimes(1);
  });

  it('cancels a rest that does not come', () => {
    jest.useFakeTimers();
    const { flow, body } = setup();
    body.discard();
    jest.advanceTimersByTime(1000);
    expect(flow.abort).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });

  it('leaves the connection alone once it has ended', async () => {
    const { flow, body } = setup();
    body.end();
    body.destroy();
    body.discard();
    expect(flow.abort).not.toHaveBeenCalled();
    expect(await body.next()).toEqual({ done: true, value: undefined });
  });
});
