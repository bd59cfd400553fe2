/**
 * The other side of `startChild`: reports that it is ready, answers each question of the parent, and ends with the
 * parent.
 */
export function answerParent<Question>(answer: (question: Question) => Promise<unknown>): void {
  process.on('message', async ({ question }: { question: Question }) => {
    try {
      process.send?.({ answer: await answer(question) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ answer: 'ready' });
}
