import type { TrainingJob } from '../../api/training.js';
import type { Finds } from '../page.js';

/** findRuns finds the jobs that are known: to ask for them is a call of a tool, which the router would record. */
export const findRuns: Finds = ({ client }) => {
  const jobs = client.getQueryData<readonly TrainingJob[]>(['training', 'jobs']) ?? [];
  return Promise.resolve(
    jobs.map(({ job_id: id, name }) => ({
      label: name,
      hint: 'Training job',
      to: `/training/jobs/${encodeURIComponent(id)}`,
    })),
  );
};
