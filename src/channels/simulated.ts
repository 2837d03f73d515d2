import type { Channel } from './channel.js';

/** No gateway: the message is on record and goes nowhere, as the legacy contract has it. Its id tells: `sim-…`. */
export function simulatedChannel(name: 'sms' | 'whatsapp'): Channel {
  return { name, deliver: async ({ id }) => `sim-${id}`, close: () => undefined };
}
