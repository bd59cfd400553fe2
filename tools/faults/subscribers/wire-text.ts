import type { Draw } from './draw.ts';

type Body = Readonly<Record<string, unknown>>;

/**
 * A body as text. Most are what `JSON.stringify` makes; the others are as valid and say the same, so that a receiver
 * that signs, stores or compares anything but the very bytes is found out.
 */
export function wireText(draw: Draw, body: Body): string {
  if (draw.chance(0.7)) return JSON.stringify(body);
  const other = draw.pick([
    () => JSON.stringify(body, null, 2),
    () => `${JSON.stringify(body, null, 1)}\r\n`,
    () => JSON.stringify(Object.fromEntries(draw.shuffled(Object.entries(body)))),
    () => JSON.stringify({ ...body, event_name: ` ${body['event_name']}\t` }),
    () => JSON.stringify({ ...body, offer_code: null, audience_name: '', next_offer_at: null }),
    () => JSON.stringify(datesOnce(body, (name) => !name.endsWith('_at_ms'))),
    () => JSON.stringify(datesOnce(body, (name) => !name.endsWith('_at'))),
    () => JSON.stringify(withOffsets(body)),
    () => JSON.stringify(body).replaceAll('/', String.raw`\/`),
    () => escaped(JSON.stringify(body)),
  ]);
  return other();
}

function datesOnce(body: Body, isKept: (name: string) => boolean): Body {
  return Object.fromEntries(Object.entries(body).filter(([name]) => isKept(name)));
}

function withOffsets(body: Body): Body {
  const entries = Object.entries(body).map(([name, value]) =>
    name.endsWith('_at') ? [name, String(value).replace('Z', '+00:00')] : [name, value],
  );
  return Object.fromEntries(entries);
}

function escaped(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
