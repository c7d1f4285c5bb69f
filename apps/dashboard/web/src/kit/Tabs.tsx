import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { cx } from './cx.js';
import css from './Tabs.module.css';

interface TabsProps<T extends string> {
  readonly label: string;
  readonly selected: T;
  readonly onSelect: (id: T) => void;
  readonly tabs: readonly { readonly id: T; readonly title: ReactNode; readonly content: ReactNode }[];
  /** Panels stay mounted while another is shown, so that what runs in them goes on. */
  readonly keepMounted?: boolean;
}

/** Tabs shows one of several panels; which one belongs into the URL (useUrlState). */
export function Tabs<T extends string>({
  label,
  selected,
  onSelect,
  tabs,
  keepMounted = false,
}: TabsProps<T>) {
  return (
    <AriaTabs
      className={cx(css.tabs)}
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(key as T)}
      keyboardActivation="manual"
    >
      <TabList className={cx(css.list)} aria-label={label}>
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className={cx(css.tab)}>
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className={cx(css.panel)} shouldForceMount={keepMounted}>
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
