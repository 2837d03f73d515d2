import { z } from 'zod';
import { list, matching, onOffLegacy, optionalText, wholeNumber, type Setting } from './readers.js';

const provider = z.enum(['simulated', 'twilio']);
const phone = matching(/^\+[1-9]\d{6,14}$/, 'not a telephone number like +51999111222');

/** Messages to reporters beside mail, and those that the server writes by itself. */
export const OUTBOUND = {
  followupSendTimeoutSeconds: {
    name: 'FOLLOWUP_SEND_TIMEOUT',
    about:
      'How long who sends a message waits to hear what became of it, in seconds; after that it is sent all the same',
    fallback: '15',
    read: wholeNumber(1, 120),
  },
  smsProvider: {
    name: 'SMS_PROVIDER',
    about: '`twilio` really sends SMS; `simulated` only keeps them',
    fallback: 'simulated',
    read: provider,
  },
  smsFrom: { name: 'SMS_FROM', about: 'Our own number for SMS, as `+51999111222`', read: phone },
  whatsappProvider: {
    name: 'WHATSAPP_PROVIDER',
    about: '`twilio` really sends WhatsApp messages; `simulated` only keeps them',
    fallback: 'simulated',
    read: provider,
  },
  whatsappFrom: { name: 'WHATSAPP_FROM', about: 'Our own number for WhatsApp, as `+51999111222`', read: phone },
  twilioAccountSid: {
    name: 'TWILIO_ACCOUNT_SID',
    about: 'Account at Twilio',
    read: matching(/^AC[0-9a-f]{32}$/i, 'not an account like AC… of 34 characters'),
  },
  twilioApiBase: {
    name: 'TWILIO_API_BASE',
    about: 'Where its API is, for a region or a proxy of one’s own',
    fallback: 'https://api.twilio.com',
    read: z.url({ protocol: /^https?$/ }),
  },
  autoFollowup: {
    name: 'AUTO_FOLLOWUP_ENABLED',
    about: '`on` asks the reporter by mail for data that is missing when a case is made or changed',
    fallback: 'true',
    read: onOffLegacy,
  },
  autoFollowupDelayHours: {
    name: 'AUTO_FOLLOWUP_DELAY_HOURS',
    about: 'No more than one such mail for a case in so many hours',
    fallback: '1',
    read: wholeNumber(1, 8760),
  },
  requiredFields: {
    name: 'REQUIRED_FIELDS',
    about:
      'REST names of the fields of a case or a suspected product that count as missing when empty: comma list or JSON array',
    fallback:
      'paciente_peso,paciente_fecha_nacimiento,fecha_inicio_evento,ea_desenlace,nro_lote,dosis_frecuencia,via_administracion',
    read: list,
  },
  messageTemplateDirectory: {
    name: 'MESSAGE_TEMPLATE_DIR',
    about: 'Folder with texts of your own for messages; of those that are not there, ours are taken',
    read: optionalText,
  },
} as const satisfies Record<string, Setting>;
