import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import type { LocalStack } from '../../local/local-stack.ts';
import { type LocalWorkspace, localWorkspacesOf } from '../../local/workspaces.ts';
import type { Schedule } from '../harness/schedule.ts';
import { MARK } from '../subscribers/subscriber.ts';
import { MINUTE } from '../time.ts';
import type { Chances } from './chances.ts';

const KINDS = {
  storedFirst: 'shared secret changed in AWS first',
  consoleFirst: 'shared secret changed at Purchasely first',
  key: 'key changed at Customer.io',
} as const;

interface CredentialsSettings {
  readonly stack: LocalStack;
  readonly config: ResolvedConfig;
  readonly schedule: Schedule;
  readonly chances: Chances;
  readonly random: () => number;
  /** Rotations are distributed from this time until `untilMs`, in milliseconds since the epoch. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Rotates the credentials of both sides: the secret with which Purchasely signs, the key that Customer.io accepts, and
 * their values in Secrets Manager, which an operator changes some time before or after.
 */
export class RotatingCredentials {
  readonly #settings: CredentialsSettings;
  readonly #inConsole = new Map<string, string>();
  /** Connections and workspaces in the middle of a rotation. */
  readonly #rotating = new Set<string>();
  /** Times since which both sides agree. No entry while they differ. */
  readonly #agreedSince = new Map<string, number>();
  #made = 0;

  constructor(settings: CredentialsSettings) {
    this.#settings = settings;
    const { chances, config, stack } = settings;
    for (const kind of Object.values(KINDS)) chances.announce(kind);
    // Replaces the fixed values of the local stage, because the leak scan needs values with the mark.
    for (const connection of Object.keys(config.connections)) {
      this.#inConsole.set(connection, this.#storeSharedSecret(connection));
      this.#agreed(connection);
    }
    for (const workspace of localWorkspacesOf(config)) {
      const { name } = workspace.settings;
      const apiKey = this.#newValue('key');
      stack.track.workspace(name).rotateKey(apiKey);
      this.#storeKey(workspace, apiKey);
      this.#agreed(name);
    }
    this.#plan();
  }

  sharedSecret(connection: string): string {
    return this.#inConsole.get(connection) ?? '';
  }

  /** Returns the milliseconds for which both sides have agreed, 0 while they differ. */
  agreedForMs(connectionOrWorkspace: string): number {
    const since = this.#agreedSince.get(connectionOrWorkspace);
    return since === undefined ? 0 : Date.now() - since;
  }

  #plan(): void {
    const { schedule, config, chances, random, fromMs, untilMs } = this.#settings;
    const someTime = () => fromMs + random() * (untilMs - fromMs);
    const connections = Object.keys(config.connections);
    const workspaces = localWorkspacesOf(config);
    for (let turn = 0; turn < chances.times; turn += 1) {
      const connection = connections[turn % connections.length] ?? '';
      schedule.at(someTime(), () => this.#rotateStoredFirst(connection));
      schedule.at(someTime(), () => this.#rotateConsoleFirst(connection));
      const workspace = workspaces[turn % workspaces.length];
      if (workspace !== undefined) schedule.at(someTime(), () => this.#rotateKey(workspace));
    }
  }

  #rotateStoredFirst(connection: string): void {
    // Two versions of a secret are accepted. A third one before the console has the second would be an operator's
    // mistake.
    this.#rotate(connection, KINDS.storedFirst, 120, () => {
      const sharedSecret = this.#storeSharedSecret(connection);
      return () => this.#inConsole.set(connection, sharedSecret);
    });
  }

  #rotateConsoleFirst(connection: string): void {
    this.#rotate(connection, KINDS.consoleFirst, 30, () => {
      this.#agreedSince.delete(connection);
      const sharedSecret = this.#newValue('secret');
      this.#settings.stack.backend?.trust(connection, sharedSecret);
      this.#inConsole.set(connection, sharedSecret);
      return () => this.#storeSharedSecret(connection, sharedSecret);
    });
  }

  #rotateKey(workspace: LocalWorkspace): void {
    const { name } = workspace.settings;
    this.#rotate(name, KINDS.key, 180, () => {
      this.#agreedSince.delete(name);
      const apiKey = this.#newValue('key');
      this.#settings.stack.track.workspace(name).rotateKey(apiKey);
      return () => this.#storeKey(workspace, apiKey);
    });
  }

  /** @param changeOneSide returns the change of the other side, which follows some minutes later */
  #rotate(name: string, kind: string, mostMinutes: number, changeOneSide: () => () => void): void {
    const { schedule, chances, random } = this.#settings;
    if (this.#rotating.has(name)) return;
    this.#rotating.add(name);
    chances.count(kind);
    const changeOther = changeOneSide();
    schedule.at(Date.now() + random() * mostMinutes * MINUTE, () => {
      changeOther();
      this.#agreed(name);
    });
  }

  #agreed(connectionOrWorkspace: string): void {
    this.#rotating.delete(connectionOrWorkspace);
    this.#agreedSince.set(connectionOrWorkspace, Date.now());
  }

  #storeSharedSecret(connection: string, sharedSecret = this.#newValue('secret')): string {
    const { stack, config } = this.#settings;
    const { name } = config.connections[connection]?.purchasely.secret ?? { name: '' };
    stack.backend?.trust(connection, sharedSecret);
    stack.secrets.put(name, JSON.stringify({ sharedSecret }));
    return sharedSecret;
  }

  #storeKey({ secret, settings: { siteId } }: LocalWorkspace, apiKey: string): void {
    const { stack } = this.#settings;
    stack.secrets.put(secret.name, JSON.stringify({ siteId, apiKey }));
  }

  #newValue(what: string): string {
    this.#made += 1;
    return `${what}-${MARK}-${this.#made}-${Math.floor(this.#settings.random() * 2 ** 32).toString(16)}`;
  }
}
