import { defineConfig } from '../../shared/config/define-config.ts';

const environments = { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } } as const;

const events = { TRIAL_STARTED: true };

/** A stage whose webhooks go on to backends, and into queues of others. */
export default defineConfig({
  stages: { local: {} },
  connections: {
    cinema: {
      environments,
      events,
      relay: { url: 'https://backend.example.com/purchasely' },
      copies: [
        'arn:aws:sqs:eu-west-1:123456789012:archive',
        'arn:aws:sqs:eu-west-1:210987654321:events-{stage}.fifo',
      ],
    },
    press: {
      environments,
      events,
      relay: {
        url: 'https://backend.example.com/purchasely',
        events: ['ACTIVATE', 'DEACTIVATE'],
        timeoutSeconds: 1,
      },
    },
  },
});
