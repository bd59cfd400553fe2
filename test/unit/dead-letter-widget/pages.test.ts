import fc from 'fast-check';
import { buttonsFor } from '../../../functions/dead-letter-widget/button.ts';
import { Html, html } from '../../../functions/dead-letter-widget/html.ts';
import { readRequest } from '../../../functions/dead-letter-widget/request.ts';
import { visible } from '../../../shared/visible.ts';
import { decoded, toPage } from '../../support/widget-console.ts';

/** What a webhook can bring, rich in what acts on a page. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('<', '>', '&', '"', "'", '&lt;', '</a>', '\u202e', '\0'),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''));

test('any text in a page, or in an attribute of it, stays the text it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { markup } = html`<p title="${text}">${[html`<b>${text}</b>`]}</p>`;
      const [, attribute = '', content = ''] =
        markup.match(/^<p title="([^"<>]*)"><b>([^"<>]*)<\/b><\/p>$/) ?? [];

      expect(decoded(attribute)).toBe(visible(text));
      expect(decoded(content)).toBe(visible(text));
    }),
  );
});

test('what a button says to the function is read back as it was, whatever is in it', () => {
  fc.assert(
    fc.property(anyText, fc.string({ maxLength: 200, unit: 'binary' }), (label, event) => {
      const request = { action: 'plan', reason: 'no-identity', event } as const;

      const button = buttonsFor('arn')(label, request, { confirmation: label });

      expect(button).toBeInstanceOf(Html);
      expect(toPage(button.markup).buttons).toEqual([
        { label: visible(label), endpoint: 'arn', confirmation: visible(label), parameters: request },
      ]);
      expect(readRequest({ ...request, widgetContext: {} })).toEqual(request);
    }),
  );
});

test.each([
  { event: {}, action: 'look' },
  { event: { widgetContext: {} }, action: 'look' },
  { event: null, action: 'look' },
  { event: { describe: true, action: 'replay' }, action: 'describe' },
  { event: { action: 'plan' }, action: 'look' },
  { event: { action: 'plan', reason: 'no-identity' }, action: 'plan' },
  { event: { action: 'plan', reason: 'x'.repeat(201) }, action: 'look' },
  { event: { action: 'replay', reason: 'no-identity' }, action: 'look' },
  { event: { action: 'replay', reason: 'no-identity', enteredUntilMs: 1 }, action: 'replay' },
  { event: { action: 'replay', reason: 'no-identity', enteredUntilMs: 1, limit: 0 }, action: 'look' },
  { event: { action: 'replay', reason: ['no-identity'], enteredUntilMs: 1 }, action: 'look' },
])('takes $event for the wish to $action', ({ event, action }) => {
  expect(readRequest(event)).toMatchObject({ action });
});
