import { useBlocker } from '@tanstack/react-router';
import { Button, Code, Dialog, Note, Time } from '../../kit/index.js';

interface MadeKeyDialogProps {
  readonly id: string;
  readonly made: { readonly key: string; readonly expires: string | undefined };
  readonly onStored: () => void;
}

/** MadeKeyDialog shows a key this once. It is left by saying that the key is stored, and in no other way. */
export function MadeKeyDialog({ id, made: { key, expires }, onStored }: MadeKeyDialogProps) {
  useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: true });
  return (
    <Dialog
      title={`Key of ${id}`}
      role="alertdialog"
      buttons={
        <Button look="accent" onPress={onStored}>
          I have stored it
        </Button>
      }
    >
      <Note kind="attention" title="It is shown this once">
        Nobody can read it again: the apps keep its hash alone. Copy it into the place where it is used, or
        into a password manager.
      </Note>
      <Code copy="key">{key}</Code>
      <p>
        Callers send it as <code>Authorization: Bearer …</code>.{' '}
        {expires === undefined ? (
          'It never expires.'
        ) : (
          <>
            It expires <Time at={expires} />.
          </>
        )}
      </p>
    </Dialog>
  );
}
