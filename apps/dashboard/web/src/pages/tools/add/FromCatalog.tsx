import type { CatalogItem, CatalogOption } from '../../../api/tool-registry.js';
import { Note, Resource, Select } from '../../../kit/index.js';
import { useCatalog } from '../tool-queries.js';
import css from '../Tools.module.css';
import type { AdditionPart } from './addition-part.js';
import { CatalogQuestions } from './CatalogQuestions.js';

/** FromCatalog chooses an entry of the catalogue and asks what it leaves open. */
export function FromCatalog(props: AdditionPart & { readonly option: CatalogOption | undefined }) {
  return (
    <Resource query={useCatalog()} what="servers of the catalogue">
      {({ items, problems }) => (
        <div className={css.form}>
          {problems.map((problem) => (
            <Note key={problem} kind="attention" title={problem} />
          ))}
          <Entry {...props} items={items} />
        </div>
      )}
    </Resource>
  );
}

function Entry(
  props: AdditionPart & {
    readonly items: readonly CatalogItem[];
    readonly option: CatalogOption | undefined;
  },
) {
  const { draft, problems, set, items, option } = props;
  const item = items.find(({ name }) => name === draft.item);
  return (
    <>
      <div className={css.choice}>
        <span className={css.label}>Server</span>
        <Select
          label="Server"
          isLabelHidden
          value={draft.item}
          options={[
            { value: '', label: 'Choose one' },
            ...items.map(({ name, title }) => ({ value: name, label: title ?? name })),
          ]}
          onChange={(name) => set({ item: name, option: 0, answers: {}, server: '' })}
        />
        {problems.item !== undefined && <p className={css.wrong}>{problems.item}</p>}
      </div>
      {item && <p>{item.description}</p>}
      {item && item.options.length > 1 && (
        <div className={css.choice}>
          <span className={css.label}>How it runs</span>
          <Select
            label="How it runs"
            isLabelHidden
            value={String(draft.option)}
            options={item.options.map(({ kind, identifier }, at) => ({
              value: String(at),
              label: `${kind}: ${identifier}`,
            }))}
            onChange={(at) => set({ option: Number(at), answers: {} })}
          />
        </div>
      )}
      {option && <CatalogQuestions {...props} option={option} />}
    </>
  );
}
