import { DomainError } from '@app/kernel';

/** As many as the largest page has, and some more. */
const MOST_READS = 16;
/** Characters of the whole request's path and query; Node takes 16 KiB with all headers. */
const LONGEST_ASKING = 8_192;

/** askedReads are the reads that `/bff/reads?read=…&read=…` names, in their order. Throws `invalid_request`. */
export function askedReads(url: string): readonly string[] {
  if (url.length > LONGEST_ASKING)
    throw wrong(`the request has ${url.length} characters; at most ${LONGEST_ASKING} are taken`);
  const mark = url.indexOf('?');
  const asked = [...new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))];
  const strange = asked.find(([name]) => name !== 'read');
  if (strange !== undefined) throw wrong('there is no parameter but "read"');
  if (asked.length === 0 || asked.length > MOST_READS)
    throw wrong(`"read" is there ${asked.length} times; 1 to ${MOST_READS} are taken`);
  return asked.map(([, read]) => read);
}

function wrong(message: string): DomainError {
  return new DomainError('invalid_request', message, { param: 'read' });
}
