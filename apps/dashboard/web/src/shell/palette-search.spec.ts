import { foundFor, idFinds } from './palette-search.js';

const find = (label: string, hint = 'Service on local') => ({ label, hint });
const finds = [find('Restart web', 'Plan, local'), find('web'), find('db'), find('Services', 'Page')];
const labels = (text: string) => foundFor(finds, text).map(({ label }) => label);

describe('the palette', () => {
  it('offers everything before anything is typed', () => {
    expect(labels('  ')).toHaveLength(4);
  });

  it('finds by all words, in any case and order, in the name or what it is', () => {
    expect(labels('local WEB')).toEqual(['Restart web', 'web']);
  });

  it('has what begins like the text first', () => {
    expect(labels('web')).toEqual(['web', 'Restart web']);
  });

  const JOB = '019aa5c2-7a10-7000-8000-5caff01d0001';
  const places = (text: string, mayAudit = true) =>
    idFinds(text, { mayAudit, timelinePath: (id) => `/timeline/${id}` }).map(({ to }) => to);

  it('offers the places of an id that was pasted, with its spaces', () => {
    expect(places(` req-${JOB}\n`)).toEqual([`/timeline/req-${JOB}`]);
    expect(places(JOB)).toEqual([`/jobs/${JOB}`, `/timeline/${JOB}`]);
  });

  it('offers no timeline to who may not read the audit, and takes no name for an id', () => {
    expect(places(JOB, false)).toEqual([`/jobs/${JOB}`]);
    expect(
      ['qwen', 'open-webui', 'stop ollama', 'night-reports-of-the-department'].flatMap((text) =>
        places(text),
      ),
    ).toEqual([]);
  });
});
