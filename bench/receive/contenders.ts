import { cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../../infra/bundle.ts';
import type { ReceiveConfig } from '../../shared/config/resolved.ts';
import { bundleModule } from '../measure/bundle.ts';

/** An implementation of the function. */
export interface Contender {
  readonly name: ContenderName;
  /** Path of its bundle. */
  readonly bundle: string;
  /** Path of a bundle without secrets to read, whose import only loads code. */
  readonly bundleWithoutSecrets: string;
  readonly bundleKb: number;
}

export type ContenderName = 'receive' | 'bare clients' | 'usual stack';

export const CONNECTION = 'cinema';
export const SECRET_NAME = 'purchasely-customerio/bench/cinema/purchasely';

const moduleAt = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Bundles all contenders into this directory. */
export async function bundleContenders(directory: string, hasPeers: boolean): Promise<Contender[]> {
  const own = await bundleProduct(directory);
  const floor = contender('bare clients', await bundleFloor(join(directory, 'floor')));
  if (!hasPeers) return [own, floor];
  const usual = await bundleModule(moduleAt('peers/usual-stack.ts'), join(directory, 'usual-stack'));
  return [own, floor, contender('usual stack', usual)];
}

function contender(name: ContenderName, bundle: string, bundleWithoutSecrets = bundle): Contender {
  return { name, bundle, bundleWithoutSecrets, bundleKb: statSync(bundle).size / 1000 };
}

/** Bundles `receive` as `infra/` does. Its import reads the secrets of each configured connection. */
async function bundleProduct(directory: string): Promise<Contender> {
  const configured = join(directory, 'receive');
  const empty = join(directory, 'receive-without-connections');
  const outfile = join(configured, 'index.mjs');
  await build(bundleOptions(moduleAt('../../functions/receive/handler.ts'), outfile));
  mkdirSync(empty);
  cpSync(outfile, join(empty, 'index.mjs'));

  const connection = {
    secret: { name: SECRET_NAME, created: true },
    replayWindowSeconds: null,
    relay: null,
    copies: [],
  };
  writeConfig(configured, { stage: 'bench', connections: { [CONNECTION]: connection } });
  writeConfig(empty, { stage: 'bench', connections: {} });
  return contender('receive', outfile, join(empty, 'index.mjs'));
}

function writeConfig(directory: string, config: ReceiveConfig): void {
  writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
}

/** Bundles the floor with the clients of the product, not with those of the peers. */
async function bundleFloor(directory: string): Promise<string> {
  const outfile = join(directory, 'index.mjs');
  const packages = ['@aws-sdk/client-sqs', '@aws-sdk/client-secrets-manager'];
  const alias = Object.fromEntries(packages.map((name) => [name, `./node_modules/${name}`]));
  await build({ ...bundleOptions(moduleAt('floor.ts'), outfile), alias });
  return outfile;
}
