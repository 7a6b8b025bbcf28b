import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as its reader sees it. */
export interface Mail {
  readonly subject: string;
  readonly to: string;
  readonly messageId: string;
  readonly html: string;
  /** With the page, not beside it. */
  readonly pictures: readonly string[];
  readonly attachments: readonly { readonly filename: string; readonly content: Buffer; readonly text: string }[];
}

/** An SMTP server that keeps what it is sent. */
export interface Mailbox {
  readonly port: number;
  readonly mails: readonly Mail[];
  clear(): void;
  /** Refuses mails with this text; takes them again with null. */
  refuse(text: string | null): void;
  stop(): Promise<void>;
}

export async function startMailbox(): Promise<Mailbox> {
  let mails: Mail[] = [];
  let refusal: string | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, session, callback) => {
      simpleParser(stream, { keepCidLinks: true }).then(
        (mail) => {
          if (refusal !== null) return callback(new Error(refusal));
          mails.push({
            subject: mail.subject ?? '',
            to: session.envelope.rcptTo.map(({ address }) => address).join(),
            messageId: mail.messageId ?? '',
            html: mail.html || '',
            pictures: mail.attachments.filter(({ related }) => related).map(({ cid }) => cid ?? ''),
            attachments: mail.attachments
              .filter(({ related }) => !related)
              .map(({ filename, content }) => ({ filename: filename ?? '', content, text: content.toString() })),
          });
          callback();
        },
        (error: Error) => callback(error),
      );
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    get mails() {
      return mails;
    },
    clear: () => {
      mails = [];
      refusal = null;
    },
    refuse: (text) => {
      refusal = text;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
