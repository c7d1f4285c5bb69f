import type { Bottleneck, BottleneckCode } from './bottleneck-shape.js';
import type { Recommendation } from './intelligence.js';

const ACTIONS: Readonly<Record<BottleneckCode, { readonly title: string; readonly action: string }>> = {
  QUALITY_NUMERICAL: {
    title: 'Stop and lower the learning rate',
    action: 'Stop the run, go back to the last good checkpoint and start again with a lower learning rate.',
  },
  QUALITY_CRITICAL: {
    title: 'Stop and look at the loss',
    action: 'Stop the run and find out from the loss curve where it went wrong before more steps are spent.',
  },
  QUALITY_REGRESSION: {
    title: 'Lower the learning rate',
    action:
      'Lower the learning rate or use an earlier checkpoint, and compare over the same number of steps.',
  },
  THROUGHPUT_LOW: {
    title: 'Make steps cheaper',
    action: 'Cache latents, lower the resolution or the batch size, and see that nothing else uses the GPU.',
  },
  ERROR_CRITICAL: {
    title: 'Mend the errors in the log first',
    action: 'Read the sample lines of the log, mend what they name, and start the run again.',
  },
  ERROR_WARNING: {
    title: 'Look through the errors in the log',
    action: 'Read the sample lines of the log and make sure that none of them touches the result.',
  },
  DATASET_UNRESOLVED: {
    title: 'Say where the data set is',
    action: 'Correct the folder of the data set in the config, or give dataset_path, and look again.',
  },
  DATASET_QUALITY_LOW: {
    title: 'Repair the data set',
    action:
      'Write the missing captions and take duplicate, corrupt and very small images out; auto-improve-dataset helps.',
  },
  CAPTION_QUALITY_LOW: {
    title: 'Write richer captions',
    action: 'Describe subject, setting and style in each caption, in more and more varied words.',
  },
};

/** One for each bottleneck, in the same order. */
export function recommendationsFor(bottlenecks: readonly Bottleneck[]): Recommendation[] {
  return bottlenecks.map(({ code, severity }) => ({ priority: severity, for: code, ...ACTIONS[code] }));
}
