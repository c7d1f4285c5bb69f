/** What the queue calls them; of the failed ones, those that were cut off are told apart. */
export const JOB_STATES = ['waiting', 'active', 'completed', 'failed'] as const;
export type QueueState = (typeof JOB_STATES)[number];
export type JobState = QueueState | 'interrupted';
