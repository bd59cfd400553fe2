import { createAudit } from '../base/audit.ts';
import { assertConfirmable, type ConfirmOptions, isConfirmed } from '../base/confirm.ts';
import { EXIT, type ExitCode, type Session, type StageOptions } from '../base/session.ts';
import { backendOf, judgeSigned, readSigned, sharedSecretOf } from '../doctor/send-test.ts';
import { postWebhook } from '../stage/post-webhook.ts';
import { StageError } from '../stage/stage.ts';
import { foresee } from './foresee.ts';
import { type Outgoing, toOutgoing, type Wish } from './to-outgoing.ts';

export interface SendOptions extends StageOptions, ConfirmOptions, Wish {}

/** Posts one made-up webhook to a stage, as Purchasely would. */
export async function send(session: Session, event: string, options: SendOptions): Promise<ExitCode> {
  const { stage, terminal } = session;
  const outgoing = toOutgoing(event, options, stage.config);
  const { connection, webhook, nowMs } = outgoing;
  const url = stage.webhookUrl(connection);
  if (url === undefined) {
    throw new StageError(
      `The stage ${stage.name} has no webhook URL for ${connection}: deploy this checkout.`,
    );
  }
  const body = JSON.stringify(webhook);
  const { what, isReal } = await foresee(body, stage.config, connection, nowMs);
  terminal.note(`Webhook for ${connection}, stage ${stage.name}. ${what}`);
  if (isReal && !stage.isLocal) {
    assertConfirmable(session, options);
    if (!(await isConfirmed(session, options))) return EXIT.problems;
  }
  return post(session, outgoing, url, Buffer.from(body));
}

async function post(
  session: Session,
  { connection, webhook }: Outgoing,
  url: string,
  body: Buffer,
): Promise<ExitCode> {
  const { stage, terminal, isJson } = session;
  const secret = await sharedSecretOf(stage, connection);
  if (secret === undefined) {
    terminal.note(`There is no shared secret to sign it. Run npm run secrets -- check ${stage.options}`);
    return EXIT.problems;
  }
  const audit = await createAudit(session);
  const { event_name: event, event_id: eventId, environment } = webhook;
  const entry = { command: 'send', filter: { event, connection, environment }, messages: 1 };
  await audit({ ...entry, what: 'begins' });
  const response = await postWebhook(url, body, secret).catch((error: Error) => {
    throw new StageError(`${url} cannot be reached: ${error.message}`, { cause: error });
  });
  await audit({ ...entry, what: 'ends' });

  const { status } = response;
  const requestId = response.headers.get('apigw-requestid');
  const backend = backendOf(stage, connection, body.toString());
  const verdict = judgeSigned(await readSigned(response, backend));
  const result = { stage: stage.name, connection, event, eventId, status, requestId };
  if (isJson) await terminal.print(JSON.stringify(result));
  else await terminal.print(`${event} ${eventId}: ${verdict.what}, request ${requestId ?? 'unknown'}`);
  if (verdict.state === 'finding') {
    terminal.note(verdict.fix);
    return EXIT.problems;
  }
  terminal.note(
    'deliver sends it within seconds. If it does not reach Customer.io, see ' +
      `npm run dlq -- list --event ${event} ${stage.options}, and the log of deliver for this request_id.`,
  );
  return EXIT.ok;
}
