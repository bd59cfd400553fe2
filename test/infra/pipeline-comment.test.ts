import fc from 'fast-check';
import { commentOn } from '../../infra/recipes/pipeline/comment.ts';

/** Whether everything after the heading is in one fence. */
function isWhollyFenced(section: string): boolean {
  const [fence = '', ...lines] = section.trim().split('\n').slice(2);
  return /^`{3,}$/.test(fence) && lines.indexOf(fence) === lines.length - 1;
}

test('what the CLI printed stays in its fence, and in a comment that GitHub takes', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom('```', '````', '`````', '## heading', '<!-- -->'));
  const printed = fc
    .tuple(fc.array(line), fc.integer({ min: 1, max: 3_000 }))
    .map(([lines, times]) => `Stack PurchaselyCustomerio-prod\n${lines.join('\n')}\n`.repeat(times));

  fc.assert(
    fc.property(printed, (text) => {
      const comment = commentOn([{ file: 'prod.txt', printed: text.replace(/\r/g, '') }]);

      expect(comment.length).toBeLessThanOrEqual(65_536);
      expect(isWhollyFenced(comment.slice(comment.indexOf('## Changes of the stack of prod')))).toBe(true);
    }),
  );
});

test.each([
  {
    name: 'colours and what the CLI says before the stacks are left out',
    printed: 'arn:aws:iam::123456789012:role/x was not assumed\n\u001b[1mStack A\u001b[22m\n[+] one\n',
    shown: '```\nStack A\n[+] one\n```',
  },
  { name: 'an error is shown as it is', printed: 'AccessDenied\n', shown: '```\nAccessDenied\n```' },
  {
    name: 'a comparison that the run has not come to is named',
    printed: undefined,
    shown: 'Not compared: the run ended before.',
  },
])('$name', ({ printed, shown }) => {
  expect(commentOn([{ file: 'prod.txt', printed }])).toBe(
    `<!-- purchasely-customerio -->\n\n## Changes of the stack of prod\n\n${shown}\n`,
  );
});
