import { createTransport } from 'nodemailer';
import { secretFromEnvironment } from '#runtime';
import type { Channel } from '../schedule-file.ts';
import type { Deliver } from './channel.ts';

const waitMs = 20_000;

/** Sends an issue by SMTP: the page as the mail, its figures attached. The same issue has the same Message-ID however often it is sent. */
export function toMail(channel: Extract<Channel, { kind: 'mail' }>): Deliver {
  const { id, host, port, tls, username, password_env, from, to } = channel;
  const auth =
    username === undefined || password_env === undefined
      ? {}
      : { auth: { user: username, pass: secretFromEnvironment(password_env) } };
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    // Nothing that a report says may make this process read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  });
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
