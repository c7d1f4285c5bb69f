import { pages } from '../pages/routes.js';
import { Dialog, Switch } from '../kit/index.js';
import { useChoice } from '../time/stored-choice.js';
import { keysChoice } from './keys.js';
import css from './Shell.module.css';

const KEYS = [
  ['Ctrl K or ⌘ K', 'Search pages, objects and plans'],
  ['/', 'Go to the filter'],
  ['j, k', 'Next row, row before'],
  ['Enter', 'Open the row'],
  ['.', 'Open the menu of the row, or go to its next button'],
  ['v', 'Verify the events of a timeline'],
  ['f', 'Follow or pause the log'],
  ['w', 'Wrap the lines of the log'],
  ['Esc', 'Close what is open'],
  ['?', 'This list'],
] as const;

/** Help lists the keys. None of them acts on anything by itself. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const isOn = useChoice(keysChoice) === 'on';
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className={css.keys}>
        {[...KEYS, ...pages.map(({ key, label }) => [`g then ${key}`, label] as const)].map(([key, what]) => (
          <div key={key}>
            <dt>{what}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <Switch isSelected={isOn} onChange={(on) => keysChoice.set(on ? 'on' : 'off')}>
        Single keys are on
      </Switch>
    </Dialog>
  );
}
