import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { FilterBar } from './filter-bar.tsx';
import { select, type View } from './route.ts';
import { isFiltered } from './store.ts';
import { VirtualList, type VirtualListProps } from './virtual-list.tsx';

interface ListViewProps<Row> extends Omit<VirtualListProps<Row>, 'selected' | 'onSelect'> {
  readonly view: View;
  /** Of the entry that is chosen; empty if none is. */
  readonly id: string;
  readonly above: ComponentChildren;
  /** About the one that is chosen. */
  readonly panel: ComponentChildren;
}

/** A list below its filters, and beside it the entry that is chosen: at first the one at the top. */
export function ListView<Row>({ view, id, above, panel, empty, ...list }: ListViewProps<Row>) {
  const [first] = list.rows;
  useEffect(() => {
    if (id === '' && first !== undefined) select(view, list.keyOf(first));
  }, [view, id, first]);
  return (
    <>
      <FilterBar />
      <div class="split">
        <div class="side">
          {above}
          <VirtualList
            {...list}
            empty={isFiltered.value ? 'Nothing here matches. Show all, or look for something else.' : empty}
            selected={id}
            onSelect={(key) => select(view, key)}
          />
        </div>
        {id === '' ? null : panel}
      </div>
    </>
  );
}
