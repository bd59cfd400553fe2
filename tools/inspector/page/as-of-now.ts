/** A JSON text of a webhook, or any text. */
type Text = string;

/**
 * Returns a webhook as if its event happened now: with another event id, and all times moved by the same amount.
 * Returns any other text unchanged.
 */
export function asOfNow(text: Text, nowMs: number, eventId: string): Text {
  return edit(text, (webhook) => {
    const createdAtMs = webhook['event_created_at_ms'];
    if (typeof createdAtMs !== 'number') return webhook;
    const moved = Object.entries(webhook).map(([name, value]) => [
      name,
      move(name, value, nowMs - createdAtMs),
    ]);
    return { ...Object.fromEntries(moved), event_id: eventId };
  });
}

/** Returns a webhook about another person. Returns any other text unchanged. */
export function aboutPerson(text: Text, person: string): Text {
  return edit(text, (webhook) => (person === '' ? webhook : { ...webhook, user_id: person }));
}

function move(name: string, value: unknown, byMs: number): unknown {
  if (name.endsWith('_at_ms') && typeof value === 'number') return value + byMs;
  if (!name.endsWith('_at') || typeof value !== 'string') return value;
  const timeMs = Date.parse(value);
  return Number.isNaN(timeMs) ? value : new Date(timeMs + byMs).toISOString();
}

function edit(text: Text, change: (webhook: Record<string, unknown>) => object): Text {
  try {
    const webhook: unknown = JSON.parse(text);
    if (typeof webhook !== 'object' || webhook === null || Array.isArray(webhook)) return text;
    return JSON.stringify(change({ ...webhook }), null, 2);
  } catch {
    return text;
  }
}
