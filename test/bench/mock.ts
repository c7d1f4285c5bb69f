import { fileURLToPath } from 'node:url';
import { childPort, startChild } from './children.ts';
import type { MockState } from './mock-upstream.ts';
import { LOAD_CORE, type Subject } from './subject.ts';

const SCRIPT = fileURLToPath(new URL('./mock-upstream.ts', import.meta.url));

export async function startMock(): Promise<Subject> {
  const process = startChild({ script: SCRIPT, core: LOAD_CORE });
  return { name: 'direct', target: { port: await childPort(process), headers: {} }, process, readyMs: NaN };
}

/** mockState asks the mock what it saw; `reset` makes it forget the aborts. */
export async function mockState(mock: Subject, reset = false): Promise<MockState> {
  const answer = await fetch(`http://127.0.0.1:${mock.target.port}/bench/state${reset ? '?reset' : ''}`);
  return (await answer.json()) as MockState;
}
