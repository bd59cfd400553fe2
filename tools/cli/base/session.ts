import type { Command } from 'commander';
import type { ConnectorConfig } from '../../../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { openStage } from '../stage/open-stage.ts';
import type { Stage } from '../stage/stage.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** What every program is started with. */
export interface ProgramContext {
  readonly terminal: Terminal;
  /** Ctrl-C: a command ends what it has begun, and shows again what it has hidden. */
  readonly interrupted: AbortSignal;
}

/** Where and when a command was called. */
export interface CliProcess extends ProgramContext {
  /** The folder it was called in: that of the configuration, unless `--config` says otherwise. */
  readonly root: string;
  /** The git-ignored folder for what belongs to this checkout only. */
  readonly localDirectory: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /**
   * The configuration in a file, its keys not checked yet.
   *
   * @param file absolute path
   * @throws {UsageError} if it cannot be loaded
   */
  readonly readConfig: (file: string) => Promise<ConnectorConfig>;
}

/** What the commands of the connector are started with. */
export interface CliContext extends CliProcess {
  /** Absolute path of the configuration. */
  readonly configFile: () => string;
  /** What is in it. @throws {UsageError} if it cannot be loaded */
  readonly loadConfig: () => Promise<ConnectorConfig>;
}

/**
 * Adds a command to a program.
 *
 * @param onEnd is told how the command has ended
 */
export type AddCommand = (program: Command, context: CliContext, onEnd: (code: ExitCode) => void) => void;

/** What one command works with. */
export interface Session extends CliContext {
  readonly stage: Stage;
  readonly isJson: boolean;
  /** Whether nothing may be done that the audit log of the stage does not take. */
  readonly isAuditRequired: boolean;
}

/** Options that every command has. */
export interface StageOptions {
  readonly stage: string;
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
  /** Of commands that are audited; false with --no-audit-log. */
  readonly auditLog?: boolean;
}

/** Runs a command on the stage that its options name. */
export type Run = (options: StageOptions, command: (session: Session) => Promise<ExitCode>) => Promise<void>;

/** How a command ends. Scripts rely on the numbers. */
export const EXIT = { ok: 0, problems: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** @param onEnd is told how the command has ended */
export function createRun(context: CliContext, onEnd: (code: ExitCode) => void): Run {
  return async (options, command) => {
    const { stage: name, stack, region, profile, json: isJson = false, auditLog = true } = options;
    if (stack !== undefined && name === LOCAL_STAGE) {
      throw new UsageError('--stack goes with --stage: the stage that it holds.');
    }
    const choice = { stack, region, profile };
    const config = await context.loadConfig();
    const stage = await openStage(name, config, context.localDirectory, choice);
    try {
      const code = await command({ ...context, stage, isJson, isAuditRequired: auditLog });
      onEnd(context.interrupted.aborted ? EXIT.interrupted : code);
    } finally {
      stage.close();
    }
  };
}
