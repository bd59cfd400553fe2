import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { throttled } from '../../../tools/track-api/answers.ts';
import type { AnswerFault } from '../../../tools/track-api/faults.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import { call, WORKSPACES } from './calls.ts';

interface Content {
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Content>>;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: { readonly 'application/json': Content } };
  readonly responses: Readonly<Record<string, Response>>;
}
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}

const contract: Contract = parse(
  readFileSync(new URL('../../../tools/track-api/openapi.yaml', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(contract, 'contract');

/** What is wrong with a value by the schema at this place of the document, such as `['components', 'schemas', 'Ulid']`. */
function errorsAt(place: readonly string[], value: unknown) {
  const pointer = place
    .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
    .map(encodeURIComponent);
  const validate = ajv.compile({ $ref: `contract#/${pointer.join('/')}` });
  validate(value);
  return validate.errors;
}

const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({ path, method, operation, name: operation.operationId })),
);
const exampleValues = ({ examples = {} }: Content) => Object.values(examples).map(({ value }) => value);

const requestExamples = operations.flatMap(({ path, method, operation, name }) =>
  Object.entries(operation.requestBody?.content['application/json'].examples ?? {}).map(
    ([example, { value: body }]) => ({ name, example, path, method, body }),
  ),
);

const responses = operations.flatMap(({ path, method, operation, name }) =>
  Object.entries(operation.responses).map(([status, response]) => ({
    path,
    method,
    name,
    status,
    body: requestExamples.find((each) => each.name === name)?.body,
    place: response.$ref?.split('/').slice(1) ?? ['paths', path, method, 'responses', status],
    response:
      contract.components.responses[response.$ref?.replace('#/components/responses/', '') ?? ''] ?? response,
  })),
);

let api: TrackApi;
beforeEach(async () => {
  api = await startTrackApi({ workspaces: WORKSPACES, tooLargeStatus: 413 });
});
afterEach(() => api.close());

const send = (path: string, method: string, body: unknown, headers?: Record<string, string>) =>
  call(api, path, { method: method.toUpperCase(), headers, body });

/** What makes the stand-in answer each status the contract has. A new status does not pass until it has a way. */
const WAYS: Readonly<Record<string, (path: string, method: string, body: unknown) => Promise<CallAnswer>>> = {
  200: send,
  207: (path, method) => send(path, method, { batch: [{ type: 'person', action: 'identify' }, 'none'] }),
  // No operation takes an array.
  400: (path, method) => send(path, method, []),
  401: (path, method, body) => send(path, method, body, { authorization: '' }),
  413: (path, method) => send(path, method, { padding: 'x'.repeat(500_000) }),
  429: (path, method, body) => sendInto(throttled({ seconds: 1 }), path, method, body),
  '5XX': (path, method, body) => sendInto({ status: 503, body: '<html>' }, path, method, body),
};
type CallAnswer = Awaited<ReturnType<typeof send>>;

function sendInto(fault: AnswerFault, path: string, method: string, body: unknown) {
  api.faults.next(fault);
  return send(path, method, body);
}

test.each(responses)(
  'answers $name with $status as the contract has it',
  async ({ path, method, status, body, place, response }) => {
    const answer = await WAYS[status]?.(path, method, body);

    expect(String(answer?.status)).toMatch(new RegExp(`^${status.replaceAll('X', '\\d')}$`));
    const type = answer?.headers.get('content-type')?.split(';')[0] ?? '';
    expect(Object.keys(response.content ?? {})).toContain(type);
    const value = type === 'application/json' ? JSON.parse(answer?.text ?? '') : answer?.text;
    expect(errorsAt([...place, 'content', type, 'schema'], value)).toBeNull();
  },
);

test.each(requestExamples)('accepts the example $example of $name', async ({ path, method, body }) => {
  const place = ['paths', path, method, 'requestBody', 'content', 'application/json', 'schema'];

  expect(errorsAt(place, body)).toBeNull();
  expect(await send(path, method, body)).toMatchObject({ status: 200, text: '{}\n' });
});

test('has answers for examples that its own schemas accept', () => {
  const examples = responses.flatMap(({ name, status, place, response }) =>
    Object.entries(response.content ?? {}).flatMap(([type, content]) =>
      exampleValues(content).map((value) => ({
        name,
        status,
        errors: errorsAt([...place, 'content', type, 'schema'], value),
      })),
    ),
  );

  expect(examples.length).toBeGreaterThan(0);
  expect(examples.filter(({ errors }) => errors !== null)).toEqual([]);
});

test.each([
  { place: ['components', 'schemas', 'MetaError'], value: { meta: {} } },
  { place: ['components', 'schemas', 'Errors'], value: { errors: [] } },
  { place: ['components', 'schemas', 'EmptyObject'], value: { errors: [] } },
])('would notice that $value is no $place', ({ place, value }) => {
  expect(errorsAt(place, value)).not.toBeNull();
});
