const LONGEST = 300;
// eslint-disable-next-line no-control-regex -- control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;
const SECRET_IN_URL = /(\w+:\/\/)[^\s/@]*@|\?[^\s"']*/g;
const PATH = /(^|[\s"'=:(,[])\/(?!\/)[^\s"':,)\]]*/g;

/**
 * safeWords returns what an engine or a command said in a form that may reach a client: one line of at most 300
 * characters, with file paths, credentials and queries of URLs taken out.
 */
export function safeWords(text: string): string {
  const line = text
    .slice(0, 4 * LONGEST)
    .replace(CONTROL, ' ')
    .replace(SECRET_IN_URL, '$1')
    .replace(PATH, '$1<path>')
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
