import { useEffect, useRef, useState } from 'preact/hooks';
import type { QueueLook } from '../protocol.ts';
import { ask } from './ask.ts';
import { eventFilter, personFilter, status } from './store.ts';

/**
 * The server's answer under a path, requested again whenever `version` changes; one request at a time.
 *
 * @returns undefined before the first answer, `gone` if there is none; while the server does not answer, the last answer
 */
export function useDetail<Detail>(path: string, version: unknown): Detail | 'gone' | undefined {
  const [answered, setAnswered] = useState<{ path: string; detail: Detail | 'gone' }>();
  const wanted = useRef({ path, version });
  const isAsking = useRef(false);
  wanted.current = { path, version };

  useEffect(() => {
    if (isAsking.current) return;
    isAsking.current = true;
    const askUntilCurrent = async () => {
      for (;;) {
        const asked = wanted.current;
        const answer = await ask<Detail>(asked.path);
        if (answer.kind === 'ok') setAnswered({ path: asked.path, detail: answer.value });
        else if (answer.status === 404) setAnswered({ path: asked.path, detail: 'gone' });
        const { path: newPath, version: newVersion } = wanted.current;
        if (newPath === asked.path && newVersion === asked.version) break;
      }
      isAsking.current = false;
    };
    askUntilCurrent();
  }, [path, version]);

  return answered?.path === path ? answered.detail : undefined;
}

const NOTHING: QueueLook<never> = { matching: 0, rows: [] };

/** Contents of a queue now, as far as they match the filters. */
export function useQueueLook<Row>(path: string): QueueLook<Row> {
  const query = new URLSearchParams({ person: personFilter.value, event: eventFilter.value });
  const look = useDetail<QueueLook<Row>>(`${path}?${query}`, status.value);
  return look === undefined || look === 'gone' ? NOTHING : look;
}
