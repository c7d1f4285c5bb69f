import { Link, Note, PageHead } from '../../../kit/index.js';
import { useMay } from '../../../session/use-session.js';
import { AdditionForm } from './AdditionForm.js';

/** AddPage adds a tool server: from the catalogue, or by its image, command or URL. */
export function AddPage() {
  const mayAdd = useMay('administer');
  return (
    <>
      <PageHead title="Add a tool server" above={<Link to="/tools">Tools</Link>} />
      {mayAdd ? (
        <AdditionForm />
      ) : (
        <Note kind="off" title="You may not add servers">
          Your key lacks the permission administer.
        </Note>
      )}
    </>
  );
}
