import { z } from 'zod';
import { DeliveryError, type OutgoingMessage } from '../../channels/channel.js';
import { dayInLima } from '../../clock.js';
import * as inputs from '../../domain/inputs.js';
import { type CaseNotice, readCaseNotice, readReplyNotice } from '../../storage/notices.js';
import type { News } from '../notice.js';
import { reading, type Room } from '../use-case.js';

/** Tells one person of a new case or a reply by mail. False when there is nothing to tell any more, or the mail was refused for good. */
export const sendNotice = reading({
  name: 'notification.send',
  about: 'Send the notice of a new case or a reply to one address (a job, at no door)',
  permission: 'users:write',
  input: z.object({ caseId: inputs.id, replyId: inputs.id.optional(), to: z.string(), messageId: z.uuid() }),
  async run(room, { to, messageId, ...news }) {
    const { house, context } = room;
    const notice = await writtenNotice(room, news);
    if (!notice) return false;
    try {
      await house.channels.email.deliver({ id: messageId, to, automatic: true, ...notice });
      return true;
    } catch (error) {
      if (!(error instanceof DeliveryError && error.permanent)) throw error;
      house.log.error({ request: context.requestId, code: error.code }, 'a notice was refused for good');
      return false;
    }
  },
});

type Written = Pick<OutgoingMessage, 'subject' | 'text'>;

async function writtenNotice({ query, house }: Room, { caseId, replyId }: News): Promise<Written | undefined> {
  const { publicUrl } = house.config;
  const enlace = publicUrl ? `${publicUrl.replace(/\/$/, '')}/api/v1/icsr/${caseId}` : null;
  if (replyId === undefined) {
    const notice = await readCaseNotice(query, caseId);
    return notice && ofNewCase(house, notice, enlace);
  }
  const reply = await readReplyNotice(query, replyId);
  return reply && house.texts.reply({ ...reply, fecha: dayInLima(reply.createdAt), enlace });
}

function ofNewCase({ texts }: Room['house'], { createdAt, ...values }: CaseNotice, enlace: string | null): Written {
  const { text } = texts.newCase({ ...values, fecha: dayInLima(createdAt), enlace });
  return { subject: `[VIGIA] Nuevo caso registrado #${values.numero}`, text };
}
