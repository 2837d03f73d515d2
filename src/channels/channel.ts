/** A message that leaves the house. */
export interface OutgoingMessage {
  /** A UUID, made before the first attempt and kept for every other: who gets the message twice can tell. */
  id: string;
  to: string;
  subject: string;
  text: string;
  /** Written by the server, not by a person: mailboxes should not answer it by themselves. */
  automatic: boolean;
}

/** A way out for messages. */
export interface Channel {
  readonly name: string;
  /** Hands the message over and gives the id by which the other side knows it. Throws DeliveryError. */
  deliver(message: OutgoingMessage): Promise<string>;
  close(): void;
}

/** The message was not handed over. Its own text may go into a log; that of the cause quotes what the other side said, addresses too. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';

  constructor(
    /** What went wrong, without data: `EENVELOPE 550`. */
    readonly code: string,
    /** Another attempt would meet the same answer. */
    readonly permanent: boolean,
    cause?: unknown,
  ) {
    super(`The message was not delivered: ${code}`, { cause });
  }
}
