export type Answered<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'failed'; readonly why: string; readonly status?: number };

/** Asks the server something. */
export const ask = <Value>(path: string): Promise<Answered<Value>> => exchange(path);

/** Asks the server to do something. */
export function tell<Value>(path: string, body: object): Promise<Answered<Value>> {
  return exchange(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function exchange<Value>(path: string, init?: RequestInit): Promise<Answered<Value>> {
  try {
    const response = await fetch(path, init);
    const answer = await response.text();
    if (!response.ok)
      return { kind: 'failed', why: `${response.status} ${answer.trim()}`, status: response.status };
    return { kind: 'ok', value: JSON.parse(answer) as Value };
  } catch {
    return { kind: 'failed', why: 'no answer: is npm start still running?' };
  }
}
