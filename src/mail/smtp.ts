/** Mail by SMTP, through nodemailer. */
import { createTransport } from 'nodemailer';
import type { Mailer } from './mailer.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:587`, `smtps://…:465`; `?requireTLS=false` lets a server without TLS be used. */
  url: string;
  /** The sender: an address, or `Name <address>`. */
  from: string;
}

const timeoutMilliseconds = 15_000;
const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

export function createSmtpMailer({ url, from }: SmtpOptions): Mailer & { check(): Promise<void> } {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    // RFC 8314 §3: a password or a code goes over no open connection, unless the operator says so in as many words.
    requireTLS: !secure && searchParams.get('requireTLS') !== 'false' && !loopbackNames.includes(hostname),
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    pool: true,
    maxConnections: 4,
    connectionTimeout: timeoutMilliseconds,
    greetingTimeout: timeoutMilliseconds,
    socketTimeout: timeoutMilliseconds,
    // Nothing that a message carries is ever a path or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({
        from,
        // An object, not text: what is in it is one address, whatever it looks like.
        to: { name: '', address: to },
        subject,
        text,
        // RFC 3834 §5: no vacation notices in answer.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    async check() {
      await transport.verify();
    },
    async close() {
      transport.close();
    },
  };
}
