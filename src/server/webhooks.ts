import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { freshSignature, isMailSigned } from '../channels/mail-webhook.js';
import { isTwilioSigned } from '../channels/twilio-inbound.js';
import { now } from '../clock.js';
import { DomainError } from '../domain/errors.js';
import { SYSTEM } from '../use-cases/actor.js';
import { receiveInbound } from '../use-cases/inbound/receive.js';
import type { House } from '../use-cases/use-case.js';

/** A text message and what goes with it. */
const FORM_BYTES_MAX = 64_000;

/** Mails that are taken in at once: a signature can be checked only when all of a mail is there, whoever sends it. */
const MAILS_AT_ONCE_MAX = 16;
const MAIL_AGAIN_SECONDS = 30;

/**
 * The addresses that providers call when a message has come in. They have no login: each call is signed with a key that both
 * sides know, over the bytes of the body. Where there is no key, there is no address.
 */
export function mountWebhooks(server: FastifyInstance, house: House): void {
  const { emailWebhookSecret, twilioAuthToken, publicUrl } = house.config;
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    if (emailWebhookSecret) mountEmail(scope, house, emailWebhookSecret);
    if (twilioAuthToken && publicUrl) mountTwilio(scope, house, twilioAuthToken, publicUrl.replace(/\/$/, ''));
    done();
  });
}

function mountEmail(scope: FastifyInstance, house: House, secret: string): void {
  const bodyLimit = house.config.inboundBytesMax;
  scope.addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
  let coming = 0;
  // Before the body is taken in: who has no signature is sent away at once.
  const onRequest = async ({ headers }: FastifyRequest, { raw }: FastifyReply) => {
    if (!freshSignature(text(headers['x-signature']), now())) throw new DomainError('SIGNATURE_REFUSED');
    if (coming >= MAILS_AT_ONCE_MAX) throw new DomainError('MAILS_BUSY', { seconds: MAIL_AGAIN_SECONDS });
    coming += 1;
    raw.once('close', () => (coming -= 1));
  };
  scope.post('/webhooks/email', { onRequest, bodyLimit }, async (request, reply) => {
    const raw = bytesOf(request);
    if (!isMailSigned(secret, text(request.headers['x-signature']), raw, now()))
      throw new DomainError('SIGNATURE_REFUSED');
    return received(house, request, reply, { channel: 'email', raw });
  });
}

function mountTwilio(scope: FastifyInstance, house: House, token: string, publicUrl: string): void {
  const type = 'application/x-www-form-urlencoded';
  scope.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: FORM_BYTES_MAX }, (_request, body, done) =>
    done(null, body),
  );
  for (const channel of ['sms', 'whatsapp']) {
    scope.post(`/webhooks/twilio/${channel}`, { bodyLimit: FORM_BYTES_MAX }, async (request, reply) => {
      const raw = bytesOf(request);
      const form = new URLSearchParams(raw.toString('utf8'));
      const signature = text(request.headers['x-twilio-signature']);
      if (!isTwilioSigned(token, publicUrl + request.url, form, signature)) throw new DomainError('SIGNATURE_REFUSED');
      return received(house, request, reply, { channel, raw });
    });
  }
}

async function received(house: House, { id, ip }: FastifyRequest, reply: FastifyReply, message: object) {
  const { stored, messageId } = await receiveInbound({ house, actor: SYSTEM, requestId: id, ip }, message);
  return reply.code(202).send({ stored, message_id: messageId });
}

/** A request without a body has no bytes to sign. */
const bytesOf = ({ body }: FastifyRequest) => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

const text = (header: string | string[] | undefined) => (typeof header === 'string' ? header : '');
