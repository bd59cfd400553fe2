import { isObject } from '../../../shared/is-object.ts';

/** Resolves references and pseudo parameters of a template for this machine. */
export interface World {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  /** Returns the value of `Ref` for a resource, which depends on its type. */
  ref(logicalId: string, type: string): string;
  /** Returns the value of `Fn::GetAtt` for a resource. */
  attribute(logicalId: string, name: string): string;
}

/**
 * Returns the value of a template property, with its intrinsic functions resolved.
 *
 * @param path path of the property, for error messages
 * @throws {Error} for an unknown intrinsic function, because a guess would run something else than the stack
 */
export function resolve(value: unknown, world: World, path: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => resolve(item, world, `${path}.${index}`));
  if (!isObject(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    return call(name, value[name], world, path);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, resolve(inner, world, `${path}.${key}`)]),
  );
}

function call(name: string, argument: unknown, world: World, path: string): unknown {
  switch (name) {
    case 'Ref':
      return pseudoParameter(String(argument), world) ?? world.ref(String(argument), '');
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = argument as [string, string];
      return world.attribute(logicalId, attribute);
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return (resolve(parts, world, path) as unknown[]).join(separator);
    }
    default:
      throw new Error(`${path}: the local run does not know ${name}`);
  }
}

function pseudoParameter(name: string, { region, accountId, stackName }: World): string | undefined {
  const values: Readonly<Record<string, string>> = {
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
  };
  return values[name];
}
