import type { EndedJob, EndedWish, JobView } from '@app/jobs';
import fc from 'fast-check';
import { JobHistory } from './job-history.js';

const idOf = (at: number) => `0193abcd-0000-7000-8000-${String(at).padStart(12, '0')}`;

/** KeptJobs has jobs that ended one a millisecond, the newest first, and counts those that were read. */
class KeptJobs {
  read = 0;
  /** How often Redis would be asked. */
  asked = 0;

  constructor(private readonly services: readonly string[]) {}

  async *walk({ after, chunk }: EndedWish): AsyncGenerator<EndedJob> {
    for (let at = 0; at < this.services.length; at += 1) {
      const endedAt = 10_000 - at;
      if (after !== undefined && endedAt >= after.endedAt) continue;
      if (this.read % chunk === 0) this.asked += 1;
      this.read += 1;
      const payload = { services: [this.services[at]] };
      const job = { jobId: idOf(at), payload, state: 'completed' } as unknown as JobView;
      yield { job, place: { endedAt, jobId: idOf(at) } };
    }
  }
}

const withEnds = async (jobs: readonly JobView[]) => [...jobs];
const all = () => true;
const historyOf = (kept: KeptJobs) => new JobHistory(kept, { withEnds });

it('page after page has every job that is wanted once, in its order, and ends', async () => {
  const given = fc.record({
    services: fc.array(fc.constantFrom('web', 'db', 'cache'), { maxLength: 60 }),
    limit: fc.integer({ min: 1, max: 12 }),
    service: fc.option(fc.constantFrom('web', 'db'), { nil: undefined }),
    hidden: fc.constantFrom('cache', 'db', 'none'),
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ services, limit, service, hidden }) => {
      const history = historyOf(new KeptJobs(services));
      const maySee = ({ payload }: JobView) => payload.services[0] !== hidden;
      const seen: string[] = [];
      let before: string | undefined;
      do {
        const query = { limit, ...(service && { service }), ...(before !== undefined && { before }) };
        const page = await history.page(query, maySee);
        expect(page.jobs.length).toBeLessThanOrEqual(limit);
        seen.push(...page.jobs.map(({ jobId }) => jobId));
        before = page.next;
      } while (before !== undefined);
      const wanted = services.flatMap((one, at) =>
        one !== hidden && (service === undefined || one === service) ? [idOf(at)] : [],
      );
      expect(seen).toEqual(wanted);
    }),
  );
});

it('for one page a bounded number of jobs is looked at, however few fit, and the next one goes on from there', async () => {
  const kept = new KeptJobs([...Array.from({ length: 900 }, () => 'web'), 'db']);
  const first = await historyOf(kept).page({ service: 'db' }, all);
  expect(first.jobs).toEqual([]);
  expect(kept.read).toBe(501);
  const second = await historyOf(kept).page({ service: 'db', before: String(first.next) }, all);
  expect([second.jobs.map(({ jobId }) => jobId), second.next]).toEqual([[idOf(900)], undefined]);
});

it('for a page of one job Redis is not asked for each of those that do not fit', async () => {
  const kept = new KeptJobs(Array.from({ length: 600 }, () => 'web'));
  await historyOf(kept).page({ service: 'db', limit: 1 }, all);
  expect(kept.asked).toBeLessThanOrEqual(10);
});

it('a last page that is just full says that nothing follows', async () => {
  const { jobs, next } = await historyOf(new KeptJobs(['web', 'web'])).page({ limit: 2 }, all);
  expect([jobs.length, next]).toEqual([2, undefined]);
});
