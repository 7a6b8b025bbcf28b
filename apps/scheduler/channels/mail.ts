import { createTransport, type Transporter } from 'nodemailer';
import { secretFromEnvironment } from '#runtime';
import type { Channel } from '../schedule-file.ts';
import type { Deliver } from './channel.ts';

type MailChannel = Extract<Channel, { kind: 'mail' }>;

const waitMs = 20_000;

/** The way to a mail server. Throws `CONFIG_INVALID` when the password is not in the environment. */
export function mailTransport({ host, port, tls, username, password_env }: MailChannel): Transporter {
  const auth =
    username === undefined || password_env === undefined
      ? {}
      : { auth: { user: username, pass: secretFromEnvironment(password_env) } };
  return createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    // Nothing that a message says may make this process read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  });
}

/** Sends an issue by SMTP: the page as the mail, its figures attached. The same issue has the same Message-ID however often it is sent. */
export function toMail(channel: MailChannel): Deliver {
  const { id, from, to } = channel;
  const transport = mailTransport(channel);
  return async ({ report, period, subject, files }) => {
    const [page, ...attached] = files;
    await transport.sendMail({
      from,
      to,
      subject,
      messageId: `<${report}.${period}.${id}@coload>`,
      html: page?.content ?? '',
      attachments: attached.map(({ extension, content }) => ({
        filename: `${report}-${period}.${extension}`,
        content,
      })),
    });
  };
}
