import { Note } from '../../../kit/index.js';

/** Variables says which there are and where their values are put: this page takes no secret. */
export function Variables({
  required,
  optional,
}: {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}) {
  if (required.length + optional.length === 0) return null;
  return (
    <Note kind="off" title="Variables are not set here">
      Put {required.length > 0 && <>values of {list(required)} </>}
      {optional.length > 0 && (
        <>
          {required.length > 0 && 'and, if you like, '}of {list(optional)}{' '}
        </>
      )}
      into <code>data/mcp/.env</code>, as <code>NAME=value</code>, readable by its owner alone; or mount them
      at <code>/run/secrets</code>. Values never pass this page.
    </Note>
  );
}

function list(names: readonly string[]) {
  return names.map((name, at) => (
    <span key={name}>
      {at > 0 && ', '}
      <code>{name}</code>
    </span>
  ));
}
