import type { ComponentChildren } from 'preact';
import { FilterBar } from './filter-bar.tsx';
import { EmptyPanel } from './parts.tsx';
import { select, type View } from './route.ts';
import { VirtualList, type VirtualListProps } from './virtual-list.tsx';

interface ListViewProps<Row> extends Omit<VirtualListProps<Row>, 'selected' | 'onSelect'> {
  readonly view: View;
  /** Of the entry that is chosen; empty if none is. */
  readonly id: string;
  /** Whether outcomes are filtered too. */
  readonly outcomes?: boolean;
  readonly above: ComponentChildren;
  /** What an entry is, in one or two words. */
  readonly title: string;
  /** Said while none is chosen. */
  readonly choose: string;
  /** About the one that is chosen. */
  readonly panel: ComponentChildren;
}

/** A list below its filters, and beside it the entry that is chosen. */
export function ListView<Row>(props: ListViewProps<Row>) {
  const { view, id, outcomes, above, title, choose, panel, ...list } = props;
  return (
    <>
      <FilterBar outcomes={outcomes} />
      <div class="split">
        <div class="side">
          {above}
          <VirtualList {...list} selected={id} onSelect={(key) => select(view, key)} />
        </div>
        {id === '' ? <EmptyPanel title={title}>{choose}</EmptyPanel> : panel}
      </div>
    </>
  );
}
