import { Cancellation } from '@app/kernel';
import type { PassedCall } from '../bff/pass-through.js';
import type { ReadCaller } from '../bff/read-caller.js';
import type { Session } from '../sessions/session.js';
import { TimelineReads } from './timeline-reads.js';

const caller: ReadCaller = {
  session: {} as unknown as Session,
  requestId: 'req-1',
  signal: new Cancellation(),
};
const intent = { seq: 7, event_id: 'one', action: 'restart', result: 'intent' };

/** What is told where ops answers so to the question for a job. */
async function jobsTold(status: number, body: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const audit = JSON.stringify({ entries: [intent], total: 1 });
  const read = (_caller: ReadCaller, { sent }: PassedCall) =>
    Promise.resolve(
      sent.startsWith('/jobs/') ? { status, headers, body } : { status: 200, headers, body: audit },
    );
  const part = await new TimelineReads({ read }).read('req-9', caller);
  return { status: part.status, jobs: (JSON.parse(part.body) as { jobs?: unknown }).jobs };
}

it('a job that cannot be understood leaves the rest of the timeline as it is', async () => {
  const problem = expect.objectContaining({ code: 'upstream_malformed' }) as object;
  expect(await jobsTold(200, '{"id":')).toEqual({ status: 200, jobs: [{ status: 502, problem }] });
});

it('a job that is gone is told as its problem', async () => {
  const problem = { code: 'job_not_found' };
  expect(await jobsTold(404, JSON.stringify(problem))).toEqual({
    status: 200,
    jobs: [{ status: 404, problem }],
  });
});
