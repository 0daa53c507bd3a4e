/**
 * Mail as the rest of the code sees it. This folder owns how a message leaves: by SMTP, or into an outbox that a developer
 * reads on a page. What a message says is made by whoever sends it; to whom it may go is decided by the operations.
 */

/** Plain text: a code needs no more, and nothing in it can be made to look like something else. */
export interface Message {
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
}

/** Hands one message on; rejects when it could not. */
export interface Mailer {
  send(message: Message): Promise<void>;
  close(): Promise<void>;
}

/**
 * Where a message is put without waiting for what becomes of it: how long an answer takes must not tell whether there was
 * anybody to write to.
 */
export interface Postbox {
  put(message: Message): void;
}

/** What was sent in development, for the page that shows it. The newest first. */
export interface Outbox {
  messages(): readonly KeptMessage[];
}

export interface KeptMessage extends Message {
  sentAt: string;
}
