import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

/** One thing that is wrong with an item, named by the field as the answer names it: `attributes.plan`. */
export interface ItemFault {
  readonly field: string;
  readonly message: string;
}

interface OperationSchema {
  readonly properties: {
    readonly type: { readonly const: string };
    readonly action: { readonly const?: string; readonly enum?: readonly string[] };
  };
}

interface Contract {
  readonly components: {
    readonly schemas: Readonly<Record<string, OperationSchema>> & {
      readonly Operation: { readonly oneOf: readonly { readonly $ref: string }[] };
    };
  };
}

const CONTRACT_ID = 'track';
const contract: Contract = parse(readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8'));
// Not strict: an OpenAPI document has keywords of its own. Verbose: an error then carries the value it is about.
const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
ajv.addSchema(contract, CONTRACT_ID);

/**
 * One validator for each action of each type. Against the contract's `oneOf` a single wrong field would fail every
 * branch, and the error could not say which field it was.
 */
const VALIDATORS = new Map<unknown, Map<unknown, ValidateFunction>>();
for (const { $ref } of contract.components.schemas.Operation.oneOf) {
  const validate = ajv.compile({ $ref: `${CONTRACT_ID}${$ref}` });
  const { type, action } = propertiesOf($ref);
  const byAction = VALIDATORS.get(type.const) ?? new Map();
  for (const each of action.enum ?? [action.const]) byAction.set(each, validate);
  VALIDATORS.set(type.const, byAction);
}

/** Only a ULID de-duplicates an event. */
export const isUlid: (id: string) => boolean = ajv.compile({
  $ref: `${CONTRACT_ID}#/components/schemas/Ulid`,
});

function propertiesOf($ref: string): OperationSchema['properties'] {
  const schema = contract.components.schemas[$ref.replace('#/components/schemas/', '')];
  if (schema === undefined) throw new Error(`openapi.yaml has no ${$ref}`);
  return schema.properties;
}

/** What the published schema finds wrong with an item. Lenient lets through what the live service may well accept. */
export function contractFaults(item: Readonly<Record<string, unknown>>, strict: boolean): ItemFault[] {
  const byAction = VALIDATORS.get(item['type']);
  if (byAction === undefined) return [mustBeOneOf('type', VALIDATORS)];
  const validate = byAction.get(item['action']);
  if (validate === undefined) return [mustBeOneOf('action', byAction)];
  return faultsOf(validate, item, strict);
}

const mustBeOneOf = (field: string, known: ReadonlyMap<unknown, unknown>): ItemFault => ({
  field,
  message: `must be one of ${[...known.keys()].join(', ')}`,
});

function faultsOf(validate: ValidateFunction, value: unknown, strict: boolean): ItemFault[] {
  validate(value);
  return (validate.errors ?? [])
    .filter((error) => strict || !isStrictOnly(error))
    .map((error) => ({ field: fieldOf(error), message: messageOf(error) }));
}

/** Event ids that are not ULIDs, times in milliseconds or with a fraction. */
function isStrictOnly({ instancePath, keyword, data }: ErrorObject): boolean {
  if (instancePath === '/id') return keyword === 'pattern';
  return instancePath === '/timestamp' && typeof data === 'number';
}

/** `/attributes/plan` is `attributes.plan`; a field that is missing or misnamed is named too. */
function fieldOf({ instancePath, params, propertyName }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = params['missingProperty'] ?? params['propertyName'] ?? propertyName;
  return (last === undefined ? path : [...path, last]).join('.');
}

/** The texts the live service has been seen to use, Ajv's where none was seen. */
function messageOf({ keyword, params, message = 'invalid' }: ErrorObject): string {
  if (keyword === 'required') return 'must be present';
  if (keyword === 'type' && String(params['type']) === 'string,number') return 'must be a string or a number';
  return message;
}
