/**
 * The minimum for a connector that keeps people: reads each webhook, joins it into its person in memory, and writes
 * each operation as JSON. It does not map, pack, judge, log or count.
 */
import { learn } from '../../functions/deliver/people/learn.ts';
import { toQueuedWebhook } from '../../functions/deliver/queued-webhook.ts';
import { readOrExplain } from '../../functions/deliver/read-webhook.ts';
import { DELIVER_CONFIG } from './config.ts';
import { createPeopleTable } from './free-table.ts';
import { postReadyOperations } from './ready-operations.ts';
import { answerAsWorker } from './worker.ts';

const people = createPeopleTable();

answerAsWorker(async (event) => {
  const news = event.Records.map((record) => {
    const webhook = readOrExplain(toQueuedWebhook(record), DELIVER_CONFIG);
    if ('unread' in webhook || webhook.personKey === undefined || webhook.told === undefined) {
      throw new Error('not a webhook about a person');
    }
    const { personKey, told } = webhook;
    const { identifiers } = told.reading;
    return {
      key: personKey,
      who: { connection: 'bench', environment: told.event.environment ?? '', identifiers },
      heard: [told.reading],
    };
  });
  await learn(news, people);
  await postReadyOperations(event);
  return { batchItemFailures: [] };
});
