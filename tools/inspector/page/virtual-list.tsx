import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { textOf } from './parts.tsx';

/** Contents of a row, in two lines. Parts without room are dropped from the right, the title last. */
export interface RowParts {
  readonly title: string;
  readonly aside: ComponentChildren;
  readonly words: ComponentChildren;
  readonly who: ComponentChildren;
}

export interface VirtualListProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly selected: string;
  readonly onSelect: (key: string) => void;
  readonly partsOf: (row: Row) => RowParts;
  /** Shown instead of rows. */
  readonly empty: ComponentChildren;
}

/** Height of a row in pixels, as in the style sheet. */
const ROW_PX = 52;
/** Rows drawn beyond either edge. */
const OVERSCAN = 6;

/**
 * A list of any length that draws only the visible rows. New rows come at the top; a reader who has scrolled down keeps seeing the
 * same rows. Arrow keys, Page Up and Down, Home and End move the selection.
 */
export function VirtualList<Row>(props: VirtualListProps<Row>) {
  const { label, rows, keyOf, selected, onSelect, partsOf, empty } = props;
  const box = useRef<HTMLDivElement>(null);
  const anchor = useRef({ key: '', offsetPx: 0 });
  const [view, setView] = useState({ topPx: 0, heightPx: 0 });
  const listId = useId();
  /** Counted from the end, so that it stays the same while rows come at the top. */
  const optionId = (index: number) => `${listId}-${rows.length - index}`;

  const first = Math.max(0, Math.floor(view.topPx / ROW_PX) - OVERSCAN);
  const drawn = rows.slice(first, Math.ceil((view.topPx + view.heightPx) / ROW_PX) + OVERSCAN);

  /** Notes what is in sight. */
  function look(): void {
    const element = box.current;
    if (element === null) return;
    const { scrollTop: topPx, clientHeight: heightPx } = element;
    const top = rows[Math.floor(topPx / ROW_PX)];
    anchor.current = { key: topPx === 0 || top === undefined ? '' : keyOf(top), offsetPx: topPx % ROW_PX };
    setView((before) =>
      before.topPx === topPx && before.heightPx === heightPx ? before : { topPx, heightPx },
    );
  }

  function reveal(index: number): void {
    const element = box.current;
    if (element === null || index < 0) return;
    const topPx = index * ROW_PX;
    const lowestTopPx = element.scrollTop + element.clientHeight - ROW_PX;
    if (topPx < element.scrollTop) element.scrollTop = topPx;
    else if (topPx > lowestTopPx) element.scrollTop += topPx - lowestTopPx;
  }

  // Keeps the same rows in sight while others come above them.
  useLayoutEffect(() => {
    const { key, offsetPx } = anchor.current;
    const index = key === '' ? -1 : rows.findIndex((row) => keyOf(row) === key);
    if (index >= 0 && box.current !== null) box.current.scrollTop = index * ROW_PX + offsetPx;
    look();
  }, [rows]);

  useLayoutEffect(() => {
    if (selected !== '') reveal(rows.findIndex((row) => keyOf(row) === selected));
    look();
  }, [selected]);

  useLayoutEffect(() => {
    const observer = new ResizeObserver(look);
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(view.heightPx / ROW_PX) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    const step = steps[event.key];
    if (step === undefined || rows.length === 0) return;
    event.preventDefault();
    const current = rows.findIndex((row) => keyOf(row) === selected);
    const next = current < 0 && step === 1 ? 0 : Math.min(rows.length - 1, Math.max(0, current + step));
    const row = rows[next];
    if (row !== undefined) onSelect(keyOf(row));
  }

  /** On a narrow page the entry is below the list. */
  function choose(key: string): void {
    onSelect(key);
    box.current?.closest('.split')?.querySelector('.panel')?.scrollIntoView({ block: 'start' });
  }

  const selectedAmongDrawn = drawn.findIndex((row) => keyOf(row) === selected);
  return (
    <div class="list" ref={box} onScroll={look}>
      {rows.length === 0 ? <p class="empty">{empty}</p> : null}
      <div
        class="sheet"
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={selectedAmongDrawn < 0 ? undefined : optionId(first + selectedAmongDrawn)}
        onKeyDown={onKeyDown}
        style={{ height: `${rows.length * ROW_PX}px` }}
      >
        {drawn.map((row, index) => {
          const key = keyOf(row);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself takes the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list keeps the focus and names the active option
            <div
              key={key}
              id={optionId(first + index)}
              class="row"
              role="option"
              aria-selected={key === selected}
              aria-posinset={first + index + 1}
              aria-setsize={rows.length}
              style={{ top: `${(first + index) * ROW_PX}px` }}
              onClick={() => choose(key)}
            >
              <Lines {...partsOf(row)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Lines({ title, aside, words, who }: RowParts) {
  return (
    <>
      <p>
        <b title={textOf(title)}>{textOf(title)}</b> {aside}
      </p>
      <p>
        <span>{words}</span> {who}
      </p>
    </>
  );
}
