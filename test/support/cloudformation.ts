import type { Answer } from '../../tools/track-api/http.ts';

/** A stack as CloudFormation knows it. */
export interface KnownStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The outputs that are exported, and under which name. */
  readonly exported?: Readonly<Record<string, string>>;
  /** What was deployed, in JSON. */
  readonly template?: string;
}

export const ACCOUNT = '123456789012';

const idOf = (name: string) => `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/${name}/1`;

/** What CloudFormation answers to DescribeStacks, GetTemplate and ListExports; a page of exports holds one. */
export function cloudFormation(stacks: readonly KnownStack[], asked: URLSearchParams): Answer {
  if (asked.get('Action') === 'ListExports') return listExports(stacks, Number(asked.get('NextToken') ?? 0));
  const sought = asked.get('StackName') ?? '';
  const stack = stacks.find(({ name }) => name === sought || idOf(name) === sought);
  if (stack === undefined) return refusal('ValidationError', `Stack with id ${sought} does not exist`);
  return asked.get('Action') === 'GetTemplate' ? templateOf(stack) : describe(stack);
}

/** An error as the SDK reads it. */
export function refusal(code: string, message: string, status = 400): Answer {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>${message}</Message>`;
  return xml(`<ErrorResponse><Error>${error}</Error></ErrorResponse>`, status);
}

function templateOf({ template = '{}' }: KnownStack): Answer {
  const body = template.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const result = `<GetTemplateResult><TemplateBody>${body}</TemplateBody></GetTemplateResult>`;
  return xml(`<GetTemplateResponse>${result}</GetTemplateResponse>`);
}

function describe({ name, outputs, exported = {} }: KnownStack): Answer {
  const members = Object.entries(outputs).map(([key, value]) => {
    const exportName = exported[key] === undefined ? '' : `<ExportName>${exported[key]}</ExportName>`;
    return `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue>${exportName}</member>`;
  });
  return xml(
    `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>${idOf(name)}</StackId>` +
      `<StackName>${name}</StackName><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );
}

function listExports(stacks: readonly KnownStack[], page: number): Answer {
  const all = stacks.flatMap(({ name, exported = {} }) =>
    Object.values(exported).map(
      (exportName) =>
        `<member><ExportingStackId>${idOf(name)}</ExportingStackId><Name>${exportName}</Name></member>`,
    ),
  );
  const next = page + 1 < all.length ? `<NextToken>${page + 1}</NextToken>` : '';
  const result = `<Exports>${all[page] ?? ''}</Exports>${next}`;
  return xml(`<ListExportsResponse><ListExportsResult>${result}</ListExportsResult></ListExportsResponse>`);
}

function xml(body: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
