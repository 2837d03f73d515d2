import type { ChannelName } from '../domain/vocabulary.js';

/** A message that leaves the house. */
export interface OutgoingMessage {
  /** A UUID, made before the first attempt and kept for every other: who gets the message twice can tell. */
  id: string;
  /** Its Message-ID, where that was fixed before; else it is made of the id. */
  messageId?: string;
  /** An e-mail address, or a telephone number in E.164. */
  to: string;
  /** Of a mail; other channels have none. */
  subject?: string;
  text: string;
  /** Written by the server, not by a person: mailboxes should not answer it by themselves. */
  automatic: boolean;
  /** Message-ID of the mail that it answers, and of those before it, oldest first. */
  inReplyTo?: string;
  references?: readonly string[];
}

/** A way out for messages. */
export interface Channel {
  readonly name: ChannelName;
  /** Hands the message over and gives the id by which the other side knows it. Throws DeliveryError. */
  deliver(message: OutgoingMessage): Promise<string>;
  /**
   * Ids under which the other side has messages like this one since that moment: whether an attempt of uncertain outcome
   * arrived. Only where the other side can be asked. Throws DeliveryError.
   */
  delivered?(message: OutgoingMessage, since: Date): Promise<string[]>;
  close(): void;
}

interface Failure {
  /** Another attempt would meet the same answer. */
  permanent?: boolean;
  /** The message may have been taken all the same: it was sent, and no answer came. */
  uncertain?: boolean;
  /** The same for a person, without data: `Connection refused`. */
  reason?: string;
  /** It quotes what the other side said, addresses too: not for a log. */
  cause?: unknown;
}

/** The message was not handed over. Its own texts may go into a log. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly permanent: boolean;
  readonly uncertain: boolean;
  readonly reason: string;

  constructor(
    /** What went wrong, without data: `EENVELOPE 550`. */
    readonly code: string,
    { permanent = false, uncertain = false, reason = code, cause }: Failure = {},
  ) {
    super(`The message was not delivered: ${code}`, { cause });
    this.permanent = permanent;
    this.uncertain = uncertain && !permanent;
    this.reason = reason;
  }
}
