import type { ComponentChildren } from 'preact';
import { EmptyPanel, Panel } from './parts.tsx';
import { useDetail } from './use-detail.ts';

interface DetailPanelProps<Detail> {
  /** Its subject, in one word. */
  readonly title: string;
  readonly path: string;
  /** Its row in the list. When it changes, the details are requested again. */
  readonly row: unknown;
  readonly render: (detail: Detail) => ComponentChildren;
}

/** Shows the details of an entry of a list. */
export function DetailPanel<Detail>({ title, path, row, render }: DetailPanelProps<Detail>) {
  const detail = useDetail<Detail>(path, JSON.stringify(row));
  if (detail === 'gone') {
    const gone = `This ${title.toLowerCase()} is not known. Only the newest are kept: choose one from the list.`;
    return <EmptyPanel title={title}>{gone}</EmptyPanel>;
  }
  return <Panel title={title}>{detail === undefined ? 'Asking …' : render(detail)}</Panel>;
}
