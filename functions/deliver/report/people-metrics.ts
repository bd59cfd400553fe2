import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { PeopleStore } from '../people/people-store.ts';
import type { Clock } from '../workspace/post.ts';

/** Times each read and write of people, and counts the writes, also those that came too late. */
export function measurePeople(people: PeopleStore, metrics: Metrics, clock: Clock): PeopleStore {
  return {
    async read(keys) {
      if (keys.length === 0) return new Map();
      const startedAtMs = clock();
      try {
        return await people.read(keys);
      } finally {
        metrics.addMetric('PeopleReadLatency', MetricUnit.Milliseconds, clock() - startedAtMs);
      }
    },
    async write(record, replaced) {
      const startedAtMs = clock();
      try {
        const isStored = await people.write(record, replaced);
        metrics.addMetric(isStored ? 'PeopleWritten' : 'PeopleConflicts', MetricUnit.Count, 1);
        return isStored;
      } finally {
        metrics.addMetric('PeopleWriteLatency', MetricUnit.Milliseconds, clock() - startedAtMs);
      }
    },
  };
}
