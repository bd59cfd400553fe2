import type { Command } from 'commander';
import type { ConnectorConfig } from '../../../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { openStage } from '../stage/open-stage.ts';
import type { Stage } from '../stage/stage.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Context of every program. */
export interface ProgramContext {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. The command then finishes its current step and makes hidden messages visible again. */
  readonly interrupted: AbortSignal;
}

/** Place and time of the call of a command. */
export interface CliProcess extends ProgramContext {
  /** Current folder. It has the configuration, unless `--config` names another file. */
  readonly root: string;
  /** Git-ignored folder for files of this checkout. */
  readonly localDirectory: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /**
   * Loads the configuration from a file, without checking its keys.
   *
   * @param file absolute path
   * @throws {UsageError} if it cannot be loaded
   */
  readonly readConfig: (file: string) => Promise<ConnectorConfig>;
}

/** Context of the commands of the connector. */
export interface CliContext extends CliProcess {
  /** Returns the absolute path of the configuration. */
  readonly configFile: () => string;
  /** Loads the configuration. @throws {UsageError} if it cannot be loaded */
  readonly loadConfig: () => Promise<ConnectorConfig>;
}

/**
 * Adds a command to a program.
 *
 * @param onEnd called with the exit code of the command
 */
export type AddCommand = (program: Command, context: CliContext, onEnd: (code: ExitCode) => void) => void;

/** Context of one command on a stage. */
export interface Session extends CliContext {
  readonly stage: Stage;
  readonly isJson: boolean;
  /** True if an action needs its line in the audit log of the stage. */
  readonly isAuditRequired: boolean;
}

/** Options of every command on a stage. */
export interface StageOptions {
  readonly stage: string;
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
  /** Only for audited commands. False with --no-audit-log. */
  readonly auditLog?: boolean;
}

/** Runs a command on the stage that its options name. */
export type Run = (options: StageOptions, command: (session: Session) => Promise<ExitCode>) => Promise<void>;

/** Exit codes. Scripts rely on them. */
export const EXIT = { ok: 0, problems: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** @param onEnd called with the exit code of the command */
export function createRun(context: CliContext, onEnd: (code: ExitCode) => void): Run {
  return async (options, command) => {
    const { stage: name, stack, region, profile, json: isJson = false, auditLog = true } = options;
    if (stack !== undefined && name === LOCAL_STAGE) {
      throw new UsageError('--stack needs --stage, the stage in that stack.');
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
