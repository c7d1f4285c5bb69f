import { Plus, X } from 'lucide-react';
import { Button, IconButton, Select, TextField } from '../../../kit/index.js';
import css from './Form.module.css';
import { EMPTY, pathTo, type Draft, type DraftProblem } from './draft.js';
import type { Field, Member } from './field.js';
import { writeJson } from './json-node.js';

interface FieldInputProps {
  readonly field: Field;
  readonly name: string;
  readonly draft: Draft;
  readonly isRequired: boolean;
  readonly path: string;
  readonly problems: readonly DraftProblem[];
  readonly onChange: (draft: Draft) => void;
  /** The arguments themselves: no name, no frame. */
  readonly isRoot?: boolean;
}

/** FieldInput asks for one value of a schema. What is typed stays as it is; what is empty is not sent. */
export function FieldInput(props: FieldInputProps) {
  const { field, draft, onChange, name, isRequired, isRoot = false } = props;
  const label = labelOf(name, isRequired);
  return (
    <div className={css.field}>
      {draft.is === 'null' ? (
        <div className={css.frame}>
          <span className={css.label}>{label}</span>
          <code>null</code>
        </div>
      ) : (
        <Value {...props} />
      )}
      {field.isNullable && !isRoot && (
        <div>
          <Button
            isPressed={draft.is === 'null'}
            onPress={() => onChange(draft.is === 'null' ? EMPTY : { is: 'null' })}
          >
            {draft.is === 'null' ? 'Clear' : 'Send null'}
            <span className="unseen"> for {name}</span>
          </Button>
        </div>
      )}
    </div>
  );
}

function Value(props: FieldInputProps) {
  switch (props.field.type) {
    case 'flag':
    case 'choice':
      return <Choice {...props} />;
    case 'list':
      return <List {...props} />;
    case 'group':
      return <Group {...props} />;
    case 'union':
      return <Union {...props} />;
    default:
      return <Typed {...props} />;
  }
}

function Typed({ field, name, draft, isRequired, path, problems, onChange }: FieldInputProps) {
  const isJson = field.type === 'json';
  const rows = isJson ? 4 : field.type === 'text' && field.isLong ? 3 : undefined;
  return (
    <TextField
      label={`${labelOf(name, isRequired)}${isJson ? ', as JSON' : ''}`}
      value={draft.is === 'text' ? draft.text : ''}
      onChange={(text) => onChange(text === '' ? EMPTY : { is: 'text', text })}
      hint={hintOf(field)}
      error={errorAt(problems, path, isJson)}
      mono={field.type !== 'text'}
      autoComplete="off"
      {...(rows !== undefined && { rows })}
    />
  );
}

function Choice({ field, name, draft, isRequired, path, problems, onChange }: FieldInputProps) {
  const words =
    field.type === 'choice'
      ? field.values.map((value) => (value.type === 'string' ? value.value : writeJson(value)))
      : ['true', 'false'];
  const at = draft.is === 'choice' ? draft.at : draft.is === 'flag' ? Number(!draft.value) : -1;
  if (field.type === 'choice' && field.values.length === 1 && isRequired) {
    return (
      <div className={css.frame}>
        <span className={css.label}>{name}</span>
        <code>{words[0]}</code>
      </div>
    );
  }
  const choose = (value: string) => {
    const chosen = Number(value);
    if (chosen < 0) onChange(EMPTY);
    else
      onChange(field.type === 'choice' ? { is: 'choice', at: chosen } : { is: 'flag', value: chosen === 0 });
  };
  return (
    <div className={css.frame}>
      <span className={css.label}>{labelOf(name, isRequired)}</span>
      <div>
        <Select
          label={name}
          isLabelHidden
          value={String(at)}
          options={[
            { value: '-1', label: 'Not set' },
            ...words.map((label, index) => ({ value: String(index), label })),
          ]}
          onChange={choose}
        />
      </div>
      <Below field={field} problem={errorAt(problems, path)} />
    </div>
  );
}

function List(props: FieldInputProps) {
  const { field, name, draft, isRequired, path, problems, onChange } = props;
  if (field.type !== 'list') return null;
  const items = draft.is === 'list' ? draft.items : [];
  const set = (next: readonly Draft[]) => onChange(next.length === 0 ? EMPTY : { is: 'list', items: next });
  return (
    <fieldset className={css.group}>
      <legend>{labelOf(name, isRequired)}</legend>
      <Below field={field} problem={errorAt(problems, path)} />
      {items.map((item, at) => (
        <div key={at} className={css.item}>
          <FieldInput
            field={field.item}
            name={`${name} ${at + 1}`}
            draft={item}
            isRequired
            path={`${path}/${at}`}
            problems={problems}
            onChange={(next) => set(items.with(at, next))}
          />
          <IconButton
            label={`Remove ${name} ${at + 1}`}
            icon={<X size={14} aria-hidden="true" />}
            onPress={() => set(items.toSpliced(at, 1))}
          />
        </div>
      ))}
      <div>
        <Button onPress={() => set([...items, EMPTY])}>
          <Plus size={14} aria-hidden="true" /> Add an item<span className="unseen"> to {name}</span>
        </Button>
      </div>
    </fieldset>
  );
}

function Group(props: FieldInputProps) {
  const { field, name, isRequired, path, problems, isRoot = false } = props;
  if (field.type !== 'group') return null;
  const members = field.members.map((member) => <GroupMember key={member.name} of={props} member={member} />);
  if (isRoot) return <div className={css.members}>{members}</div>;
  return (
    <fieldset className={css.group}>
      <legend>{labelOf(name, isRequired)}</legend>
      <Below field={field} problem={errorAt(problems, path)} />
      {members}
    </fieldset>
  );
}

function GroupMember({
  of: { draft, path, problems, onChange },
  member,
}: {
  of: FieldInputProps;
  member: Member;
}) {
  const drafts = draft.is === 'group' ? draft.members : {};
  return (
    <FieldInput
      field={member.field}
      name={member.name}
      draft={drafts[member.name] ?? EMPTY}
      isRequired={member.isRequired}
      path={pathTo(path, member.name)}
      problems={problems}
      onChange={(next) => onChange({ is: 'group', members: { ...drafts, [member.name]: next } })}
    />
  );
}

function Union({ field, name, draft, isRequired, path, problems, onChange }: FieldInputProps) {
  if (field.type !== 'union') return null;
  const at = draft.is === 'branch' ? draft.at : -1;
  const branch = field.branches[at];
  return (
    <fieldset className={css.group}>
      <legend>{labelOf(name, isRequired)}</legend>
      <div>
        <Select
          label={`Which ${name}`}
          isLabelHidden
          value={String(at)}
          options={[
            { value: '-1', label: 'Not set' },
            ...field.branches.map(({ label }, index) => ({ value: String(index), label })),
          ]}
          onChange={(value) =>
            onChange(
              value === '-1'
                ? EMPTY
                : { is: 'branch', at: Number(value), draft: { is: 'group', members: {} } },
            )
          }
        />
      </div>
      <Below field={field} problem={errorAt(problems, path)} />
      {branch && draft.is === 'branch' && (
        <FieldInput
          field={branch.field}
          name={name}
          isRoot
          draft={draft.draft}
          isRequired
          path={path}
          problems={problems}
          onChange={(next) => onChange({ is: 'branch', at, draft: next })}
        />
      )}
    </fieldset>
  );
}

function Below({ field, problem }: { readonly field: Field; readonly problem: string | undefined }) {
  const hint = hintOf(field);
  return (
    <>
      {hint !== undefined && <p className={css.hint}>{hint}</p>}
      {problem !== undefined && <p className={css.error}>{problem}</p>}
    </>
  );
}

function labelOf(name: string, isRequired: boolean): string {
  return isRequired ? `${name}, required` : name;
}

function hintOf({ description, title, fallback }: Field): string | undefined {
  const words = [description ?? title, fallback !== undefined && `Default: ${fallback}`].filter(
    (word) => typeof word === 'string',
  );
  return words.length === 0 ? undefined : words.join(' ');
}

/** Of a field that is written as JSON, all that is wrong within it is its own. */
function errorAt(problems: readonly DraftProblem[], path: string, isWhole = false): string | undefined {
  const own = problems.filter((one) => one.path === path || (isWhole && one.path.startsWith(`${path}/`)));
  return own.length === 0 ? undefined : own.map(({ problem }) => problem).join(' ');
}
