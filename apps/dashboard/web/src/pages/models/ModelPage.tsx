import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { LibraryModel } from '../../api/library-views.js';
import { sentence } from '../../api/problem.js';
import { Empty, Link, Loading, Note, PageHead, Resource, State, Tabs, Time } from '../../kit/index.js';
import { usePathParam, useUrlState } from '../../shell/url-state.js';
import { AboutModel } from './AboutModel.js';
import { LoadProgress } from './LoadProgress.js';
import { ModelActions } from './ModelActions.js';
import css from './Models.module.css';
import { modelState } from './model-state.js';
import { NoLoadNote } from './NoLoad.js';
import { Providers } from './Providers.js';
import { useLibrary } from './use-models.js';

// Whoever only looks at a model does not wait for the chat.
const Playground = lazy(async () => ({ default: (await import('../playground/Playground.js')).Playground }));

/** ModelPage is one model: what it is, how fast, who uses it, and a chat with it. */
export function ModelPage() {
  const id = usePathParam('model');
  const query = useLibrary();
  return (
    <Resource query={query} what="models">
      {({ models, providers }) => {
        const model = models.find((one) => one.id === id);
        if (model === undefined) return <Gone id={id} />;
        return (
          <>
            <Head model={model} />
            <Providers of={providers.filter((provider) => provider.id === model.provider)} />
            {model.load && (
              <div className={css.load}>
                <LoadProgress model={model} />
              </div>
            )}
            <NoLoadNote model={model} />
            <LoadFailed model={model} />
            <Parts model={model} />
          </>
        );
      }}
    </Resource>
  );
}

function Head({ model }: { readonly model: LibraryModel }) {
  const navigate = useNavigate();
  const { kind, word } = modelState(model);
  return (
    <PageHead
      title={model.id}
      above={<Link to="/models">Models</Link>}
      aside={
        <>
          <State kind={kind} badge>
            {word}
          </State>
          {model.default && <span className={css.mark}>Default</span>}
        </>
      }
      actions={<ModelActions model={model} areWide onDeleted={() => void navigate({ to: '/models' })} />}
    />
  );
}

function LoadFailed({ model: { load_failure: failure } }: { readonly model: LibraryModel }) {
  if (failure === null) return null;
  return (
    <Note kind="failed" title="The last load failed">
      {sentence(failure.message)} <Time at={failure.at} />
    </Note>
  );
}

function Parts({ model }: { readonly model: LibraryModel }) {
  const [tab, setTab] = useUrlState<'about' | 'playground'>('tab', 'about');
  return (
    <Tabs
      label="Parts of this model"
      selected={tab}
      onSelect={setTab}
      tabs={[
        { id: 'about', title: 'About', content: <AboutModel model={model} /> },
        { id: 'playground', title: 'Playground', content: <Chat model={model.id} /> },
      ]}
    />
  );
}

function Chat({ model }: { readonly model: string }) {
  return (
    <Suspense fallback={<Loading what="playground" />}>
      <Playground wanted={model} />
    </Suspense>
  );
}

function Gone({ id }: { readonly id: string }) {
  return (
    <>
      <PageHead title={id} above={<Link to="/models">Models</Link>} />
      <Empty title="There is no such model">
        <p>It was deleted, or its provider was taken out of the configuration.</p>
      </Empty>
    </>
  );
}
