import { useMemo } from 'react';
import type { Library, LibraryModel } from '../../api/library-views.js';
import { useReadAlong } from '../../data/read-along.js';
import { usesQuery } from '../../data/uses.js';
import {
  ColumnChoice,
  Empty,
  LinkButton,
  NoMatch,
  PageHead,
  Resource,
  SearchField,
} from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import css from './Models.module.css';
import { modelState } from './model-state.js';
import { MODEL_COLUMNS, ModelTable } from './ModelTable.js';
import { Providers } from './Providers.js';
import { PullPanel } from './PullPanel.js';
import { ThroughputPanel } from './ThroughputPanel.js';
import { callsQuery, usageQuery, useLibrary } from './use-models.js';
import { pullsQuery } from './use-pulls.js';

/** ModelsPage has the models of all providers, what is being pulled, and how fast each of them is. */
export function ModelsPage() {
  const query = useLibrary();
  useReadAlong(usageQuery, callsQuery(), pullsQuery, usesQuery);
  return (
    <>
      <PageHead
        title="Models"
        actions={
          <LinkButton to="/models/playground" look="accent">
            Open playground
          </LinkButton>
        }
      />
      <Resource query={query} what="models">
        {(library) => <Models library={library} />}
      </Resource>
      <ThroughputPanel />
    </>
  );
}

function Models({ library: { providers, models } }: { readonly library: Library }) {
  const [text, setText] = useUrlState('filter');
  const [sort, setSort] = useUrlState('sort');
  const shown = useMemo(() => models.filter(matches(text)), [models, text]);
  const isPartial = providers.some(({ reachable }) => !reachable);
  return (
    <>
      <Providers of={providers} />
      {models.length === 0 ? (
        <FirstUse />
      ) : (
        <section className={css.list} aria-label="Models of all providers">
          <div className={css.filters}>
            <SearchField label="Filter models" value={text} onChange={setText} isFilter />
            <span className={css.muted}>
              {isPartial && 'At least '}
              {counted(shown.length, 'model')}
              {shown.length < models.length && ` of ${models.length}`}
            </span>
            <ColumnChoice table="models" label="models" columns={MODEL_COLUMNS} />
          </div>
          {shown.length === 0 ? (
            <NoMatch among={models.length} onClear={() => setText('')} />
          ) : (
            <ModelTable models={shown} sort={sort} onSort={setSort} />
          )}
        </section>
      )}
      <PullPanel providers={providers} />
    </>
  );
}

function matches(text: string) {
  const wanted = text.trim().toLowerCase();
  return (model: LibraryModel) => {
    const { id, family, quantization, capabilities } = model;
    return [id, family, quantization, modelState(model).word, ...capabilities]
      .join(' ')
      .toLowerCase()
      .includes(wanted);
  };
}

function FirstUse() {
  return (
    <Empty title="No models yet">
      <p>
        Models are those of the providers in <code>config/gateway.yaml</code>. Pull one below, or configure a
        provider that has some.
      </p>
    </Empty>
  );
}
