/** One segment of a path as it was meant. Undefined where a `%` stands alone. */
export function percentDecode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
