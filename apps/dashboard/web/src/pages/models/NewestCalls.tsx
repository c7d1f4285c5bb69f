import type { ModelCall } from '../../api/library-views.js';
import { DataTable, Panel, Resource, State, Time, type Column } from '../../kit/index.js';
import { duration } from '../../time/format.js';
import { TimelineLink } from '../playground/TimelineLink.js';
import css from './Models.module.css';
import { firstTokenText, rateText } from './rates.js';
import { useCalls } from './use-models.js';

/** The newest; the rest is in the audit. */
const SHOWN = 25;

/** NewestCalls are the last calls of a model, each with the way to all of its story. */
export function NewestCalls({ model }: { readonly model: string }) {
  const query = useCalls(model);
  return (
    <Panel title="Newest calls">
      <Resource query={query} what="calls">
        {({ calls, running }) => (
          <>
            {running.length > 0 && (
              <State kind="working">
                {running.length === 1 ? '1 call runs now' : `${running.length} calls run now`}
              </State>
            )}
            {calls.length === 0 ? (
              <p className={css.muted}>None since the gateway started.</p>
            ) : (
              <DataTable
                label="Newest calls"
                rows={calls.slice(0, SHOWN)}
                columns={CALL_COLUMNS}
                rowKey={({ request_id: id, started_at: at }) => `${id} ${at}`}
              />
            )}
          </>
        )}
      </Resource>
    </Panel>
  );
}

const CALL_COLUMNS: readonly Column<ModelCall>[] = [
  {
    id: 'at',
    header: 'Asked',
    isTitle: true,
    cell: ({ request_id: id, started_at: at }) => (
      <TimelineLink id={id}>
        <Time at={at} />
      </TimelineLink>
    ),
  },
  { id: 'service', header: 'Service', cell: ({ service }) => service },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: ({ outcome }) => (
      <State kind={outcome === 'ok' ? 'ok' : 'failed'}>
        {outcome === 'ok' ? 'OK' : outcome.replaceAll('_', ' ')}
      </State>
    ),
  },
  {
    id: 'first',
    header: 'First token',
    align: 'end',
    cell: ({ first_token_ms: ms }) => figure(firstTokenText(ms)),
  },
  { id: 'took', header: 'Took', align: 'end', cell: ({ duration_ms: ms }) => figure(duration(ms)) },
  {
    id: 'rate',
    header: 'Tokens/s',
    align: 'end',
    cell: ({ output_tokens_per_sec: rate }) => (rate === null ? null : rateText(rate)),
  },
  { id: 'tokens', header: 'In, out', align: 'end', cell: tokensCell },
];

function tokensCell({ input_tokens: input, output_tokens: output }: ModelCall) {
  return output === null ? null : figure(`${input ?? '?'}, ${output}`);
}

function figure(text: string) {
  return <span className={css.figure}>{text}</span>;
}
