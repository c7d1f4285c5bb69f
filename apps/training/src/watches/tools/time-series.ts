import { tool, type Tool } from '@app/tool-server';
import { indented } from '../../arguments/index.js';
import { SeriesCall } from './series-call.js';
import { timeSeriesInput, type TimeSeriesParts } from './time-series-call.js';
import { timeSeries } from './time-series-output.js';

export function timeSeriesTool(parts: TimeSeriesParts): Tool {
  return tool({
    name: 'watch-training-timeseries',
    title: 'Watch a training over time',
    description:
      'Looks at a job again and again for a while, and returns a point for each look: step, speed, loss, alerts and the ' +
      'figures of the machine, with a summary. It changes nothing.',
    input: timeSeriesInput,
    output: timeSeries,
    annotations: { readOnlyHint: true, openWorldHint: true },
    text: indented,
    run: (args, signal, progress) => new SeriesCall(parts, args, { signal, progress }).run(),
  });
}
