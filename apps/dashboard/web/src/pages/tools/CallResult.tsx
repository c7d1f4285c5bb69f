import { useQuery } from '@tanstack/react-query';
import { readAudit, timelinePath } from '../../api/audit.js';
import { sentence, type Problem } from '../../api/problem.js';
import { Code, Facts, Link, Note, State } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { duration } from '../../time/format.js';
import { parseJson, writeJson, type JsonNode } from './form/json-node.js';
import type { CallOutcome } from './call-plan.js';
import css from './Tools.module.css';

/** CallResult is what a call came to: the decision, how long it took, the result, and where it is recorded. */
export function CallResult({ outcome }: { readonly outcome: CallOutcome }) {
  const { requestId, ms, verdict } = readingOf(outcome);
  return (
    <section className={css.result} aria-label="Result" aria-live="polite">
      <h3>Result</h3>
      <Decision requestId={requestId} ms={ms} verdict={verdict} />
      {'problem' in outcome ? <Refused problem={outcome.problem} /> : <Body text={outcome.answer.text} />}
    </section>
  );
}

interface Verdict {
  readonly kind: 'ok' | 'failed' | 'off' | 'unknown';
  readonly word: string;
}

function readingOf(outcome: CallOutcome): { requestId: string | undefined; ms: number; verdict: Verdict } {
  if ('answer' in outcome) {
    const { requestId, ms, text } = outcome.answer;
    const isError = /"isError"\s*:\s*true/.test(text) && member(nodeIn(text), 'isError')?.type === 'boolean';
    return {
      requestId,
      ms,
      verdict: isError
        ? { kind: 'failed', word: 'Allowed; the tool failed' }
        : { kind: 'ok', word: 'Allowed' },
    };
  }
  const { problem, ms } = outcome;
  return { requestId: problem.requestId, ms, verdict: verdictOf(problem) };
}

function verdictOf({ status, code }: Problem): Verdict {
  if (status === 0) return { kind: 'unknown', word: 'No answer: it may have happened' };
  if (status === 403 || code === 'mcp_tool_quarantined') return { kind: 'off', word: 'Denied' };
  return { kind: 'failed', word: 'Failed' };
}

function Decision({
  requestId,
  ms,
  verdict,
}: {
  requestId: string | undefined;
  ms: number;
  verdict: Verdict;
}) {
  const mayRead = useMay('read_audit');
  const query = useQuery({
    queryKey: ['call-audit', requestId],
    queryFn: async ({ signal }) => {
      const filter = { action: 'tool_call', correlation_id: requestId ?? '' } as const;
      return (await readAudit({ ...filter, limit: 1 }, signal)).entries[0] ?? null;
    },
    enabled: mayRead && requestId !== undefined,
    // The audit hears of calls a little later.
    refetchInterval: ({ state }) => (state.data === null && state.dataUpdateCount < 4 ? 5_000 : false),
  });
  const event = query.data ?? undefined;
  const rule = event?.metadata['rule'];
  return (
    <Facts
      of={[
        [
          'Decision',
          <State key="decision" kind={verdict.kind}>
            {verdict.word}
          </State>,
        ],
        typeof rule === 'string' && rule !== '' && ['Decided by', <code key="rule">{rule}</code>],
        event !== undefined && ['Called as', event.actor],
        ['Duration', duration(ms)],
        requestId !== undefined &&
          mayRead && [
            'Audit',
            <Link key="audit" to={timelinePath(requestId)}>
              Timeline of this call
            </Link>,
          ],
      ]}
    />
  );
}

function Refused({ problem }: { readonly problem: Problem }) {
  const title =
    problem.status === 0
      ? 'No answer came. It may have happened; it is not sent again.'
      : sentence(problem.message);
  return (
    <Note
      kind={problem.status === 403 ? 'off' : problem.status === 0 ? 'unknown' : 'failed'}
      title={title}
      isAlert
    >
      {problem.status === 0 ? 'The audit shows whether the call arrived.' : `Code ${problem.code}`}
    </Note>
  );
}

function Body({ text }: { readonly text: string }) {
  const node = nodeIn(text);
  const texts = textsIn(node);
  return (
    <>
      {texts.map((one, at) => (
        <Code key={at} copy="text of the result">
          {one}
        </Code>
      ))}
      <details className={css.more} {...(texts.length === 0 && { open: true })}>
        <summary>As JSON</summary>
        <Code copy="result">{node === undefined ? text : writeJson(node, true)}</Code>
      </details>
    </>
  );
}

function nodeIn(text: string): JsonNode | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The texts among the result's blocks; the rest is in the JSON. */
function textsIn(node: JsonNode | undefined): string[] {
  const content = member(node, 'content');
  if (content?.type !== 'array') return [];
  return content.items.flatMap((block) => {
    const text = member(block, 'text');
    return text?.type === 'string' ? [text.value] : [];
  });
}

function member(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node?.type === 'object' ? node.members.find(([one]) => one === name)?.[1] : undefined;
}
