import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { FilterBar } from './filter-bar.tsx';
import { select, type View } from './route.ts';
import { isFiltered } from './store.ts';
import { VirtualList, type VirtualListProps } from './virtual-list.tsx';

interface ListViewProps<Row> extends Omit<VirtualListProps<Row>, 'selected' | 'onSelect'> {
  readonly view: View;
  /** Id of the chosen entry, or empty. */
  readonly id: string;
  readonly above: ComponentChildren;
  /** Details of the chosen entry. */
  readonly panel: ComponentChildren;
}

/** Shows filters, a list, and the chosen entry beside it, which is the first at the start. */
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
