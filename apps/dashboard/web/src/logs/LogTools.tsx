import { ArrowDownToLine, Clock, Download, Pause, WrapText } from 'lucide-react';
import { sentence } from '../api/problem.js';
import { Button, IconButton, SearchField, Select, State } from '../kit/index.js';
import { useKey } from '../shell/keys.js';
import { counted } from '../time/format.js';
import type { LogChoices } from './log-choices.js';
import type { LogState } from './log-stream.js';
import css from './LogView.module.css';

interface LogToolsProps {
  readonly choices: LogChoices;
  readonly state: LogState;
  readonly isFollowing: boolean;
  readonly shown: number;
  readonly kept: number;
  readonly onFollow: () => void;
  readonly onPause: () => void;
  readonly download: { readonly name: string; readonly text: () => string };
}

const SHOWN = [
  { value: 'all', label: 'All lines' },
  { value: 'warnings', label: 'Warnings and errors' },
  { value: 'errors', label: 'Errors' },
  { value: 'stderr', label: 'Error stream' },
] as const;

export function LogTools(props: LogToolsProps) {
  const { choices, state, isFollowing, shown, kept, onFollow, onPause, download } = props;
  const toggle = isFollowing ? onPause : onFollow;
  useKey('f', toggle);
  useKey('w', () => choices.setWrap(!choices.wrap));
  const isFiltered = choices.filter.text !== '' || choices.filter.shown !== 'all';
  return (
    <div className={css.tools}>
      <SearchField label="Find in log" value={choices.filter.text} onChange={choices.search} isFilter />
      <Select
        label="Lines"
        isLabelHidden
        value={choices.filter.shown}
        options={SHOWN}
        onChange={choices.setShown}
      />
      <Button onPress={toggle} isPressed={isFollowing}>
        {isFollowing ? (
          <Pause size={15} aria-hidden="true" />
        ) : (
          <ArrowDownToLine size={15} aria-hidden="true" />
        )}
        {isFollowing ? 'Pause' : 'Follow'}
      </Button>
      <IconButton
        label="Wrap lines"
        icon={<WrapText size={16} aria-hidden="true" />}
        isPressed={choices.wrap}
        onPress={() => choices.setWrap(!choices.wrap)}
      />
      <IconButton
        label="Show times"
        icon={<Clock size={16} aria-hidden="true" />}
        isPressed={choices.times}
        onPress={() => choices.setTimes(!choices.times)}
      />
      <IconButton
        label="Download these lines"
        icon={<Download size={16} aria-hidden="true" />}
        onPress={() => save(download.name, download.text())}
      />
      <span className={css.count}>
        {isFiltered ? `${shown.toLocaleString('en-GB')} of ${counted(kept, 'line')}` : counted(kept, 'line')}
      </span>
      <LinkState state={state} isFollowing={isFollowing} />
    </div>
  );
}

function LinkState({ state, isFollowing }: { readonly state: LogState; readonly isFollowing: boolean }) {
  switch (state.state) {
    case 'following':
      return isFollowing ? <State kind="ok">Following</State> : <State kind="off">Paused</State>;
    case 'connecting':
      return <State kind="working">Connecting</State>;
    case 'ended':
      return <State kind="off">The log has ended</State>;
    case 'waiting':
      return (
        <span className={css.broken}>
          <State kind="unknown">Reconnecting</State> {sentence(state.problem.message)}
        </span>
      );
    default:
      return (
        <span className={css.broken}>
          <State kind="failed">No log</State> {sentence(state.problem.message)}
        </span>
      );
  }
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
