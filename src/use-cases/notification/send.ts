import { z } from 'zod';
import { DeliveryError, type OutgoingMessage } from '../../channels/channel.js';
import { messageTemplate } from '../../channels/template.js';
import { dayInLima } from '../../clock.js';
import * as inputs from '../../domain/inputs.js';
import { type CaseNotice, readCaseNotice } from '../../storage/notices.js';
import { reading } from '../use-case.js';

const text = messageTemplate<'numero' | 'fecha' | 'producto' | 'gravedad' | 'estado' | 'enlace'>('new-case.txt');

/** Tells one person of a new case by mail. False when there is nothing to send any more, or the mail was refused for good. */
export const sendNotice = reading({
  name: 'notification.send',
  about: 'Send the notice of a new case to one address (a job, at no door)',
  permission: 'users:write',
  input: z.object({ caseId: inputs.id, to: z.string(), messageId: z.uuid() }),
  async run({ query, house, context }, { caseId, to, messageId }) {
    const notice = await readCaseNotice(query, caseId);
    if (!notice) return false;
    const { publicUrl } = house.config;
    const link = publicUrl ? `${publicUrl.replace(/\/$/, '')}/api/v1/icsr/${caseId}` : null;
    try {
      await house.channels.email.deliver({ id: messageId, to, automatic: true, ...written(notice, link) });
      return true;
    } catch (error) {
      if (!(error instanceof DeliveryError && error.permanent)) throw error;
      house.log.error({ request: context.requestId, code: error.code }, 'a notice was refused for good');
      return false;
    }
  },
});

function written(notice: CaseNotice, link: string | null): Pick<OutgoingMessage, 'subject' | 'text'> {
  const { createdAt, ...values } = notice;
  return {
    subject: `[VIGIA] Nuevo caso registrado #${notice.numero}`,
    text: text({ ...values, fecha: dayInLima(createdAt), enlace: link }),
  };
}
