import { readOverview } from '../../api/overview.js';
import { jobVerdict } from '../../jobs/job-story.js';
import { jobTitle } from '../../jobs/job-words.js';
import { fullTime } from '../../time/format.js';
import { zoneChoice } from '../../time/zone.js';
import type { Finds } from '../page.js';

/** findJobs finds those that run or wait and the newest that ended; an older one by its id, which is pasted. */
export const findJobs: Finds = async ({ client }) => {
  const { jobs } = await client.ensureQueryData({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => readOverview('jobs', signal),
  });
  return jobs.map((job) => {
    const at = fullTime(Date.parse(job.requested_at), zoneChoice.get());
    const { word } = jobVerdict(job);
    return {
      label: `Job: ${jobTitle(job)}`,
      hint: `Job of ${at}: ${word}`,
      to: `/jobs/${encodeURIComponent(job.id)}`,
    };
  });
};
