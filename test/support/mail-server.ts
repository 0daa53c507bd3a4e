/** A mail server of real SMTP on loopback that keeps what it is given. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came: headers, an empty line, the text. */
  raw: string;
}

export interface MailServer {
  /** For `SMTP_URL`. */
  url: string;
  received: ReceivedMail[];
  /** The newest message to the address; waits for one when there is none beyond those already `seen`. */
  mailTo(address: string, seen?: number): Promise<ReceivedMail>;
  close(): Promise<void>;
}

export interface MailServerOptions {
  /** Addresses for which it answers that there is no such mailbox. */
  refuses?: string[];
  /** Whoever sends has to know it. */
  password?: string;
}

export async function startMailServer({ refuses = [], password }: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    disabledCommands: password === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      done(auth.password === password ? null : new Error(`not ${auth.username}:${auth.password}`), { user: 'sender' });
    },
    logger: false,
    onRcptTo({ address }, _session, done) {
      done(refuses.includes(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
    },
    onData(stream, { envelope }, done) {
      let raw = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        raw += chunk;
      });
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw });
        done();
        for (const look of [...waiting]) look();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mailsTo = (address: string) => received.filter(({ to }) => to.includes(address));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    mailTo: (address, seen = 0) =>
      new Promise((resolve) => {
        const look = () => {
          const mails = mailsTo(address);
          if (mails.length <= seen) return;
          waiting.delete(look);
          resolve(mails.at(-1)!);
        };
        waiting.add(look);
        look();
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
