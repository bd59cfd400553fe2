export function number(count: number): string {
  return count.toLocaleString('en-US');
}

export function deadLetters(count: number): string {
  return count === 1 ? '1 dead letter' : `${number(count)} dead letters`;
}
