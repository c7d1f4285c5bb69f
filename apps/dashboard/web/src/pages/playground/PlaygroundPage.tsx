import { Link, PageHead } from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { Playground } from './Playground.js';

/** PlaygroundPage is the playground without a model of its own: `?model=` names the one to begin with. */
export function PlaygroundPage() {
  const [model] = useUrlState('model');
  return (
    <>
      <PageHead title="Playground" above={<Link to="/models">Models</Link>} />
      <Playground {...(model !== '' && { wanted: model })} />
    </>
  );
}
