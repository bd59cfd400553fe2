/** A policy as IAM takes it, as far as ours use the grammar. */
export interface IamPolicy {
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  }[];
}

/** `*` stands for any characters, `?` for one, and actions have no case. */
const matches = (pattern: string, text: string, flags = '') =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    flags,
  ).test(text);

/**
 * Whether a policy allows an action on an ARN, as IAM evaluates it: one statement has to, with all its conditions.
 *
 * @param context values of the condition keys
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(
  { Statement }: IamPolicy,
  action: string,
  arn: string,
  context: Readonly<Record<string, string>> = {},
): boolean {
  return Statement.some(
    ({ Action, Resource, Condition = {} }) =>
      Action.some((pattern) => matches(pattern, action, 'i')) &&
      Resource.some((pattern) => matches(pattern, arn)) &&
      Object.values(Condition)
        .flatMap(Object.entries)
        .every(([key, patterns]) =>
          [patterns].flat().some((pattern) => matches(pattern, context[key] ?? '')),
        ),
  );
}
