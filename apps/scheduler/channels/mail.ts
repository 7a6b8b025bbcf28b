import { createTransport, type Transporter } from 'nodemailer';
import { reportMail } from '#report';
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

/**
 * Sends an issue by SMTP: the page as the mail, its figures attached. The same issue has the same Message-ID however often it is sent.
 */
export function toMail(channel: MailChannel): Deliver {
  const { id, from, to } = channel;
  const transport = mailTransport(channel);
  return async ({ name, subject, issue, files }) => {
    const { html, pictures } = await reportMail(issue);
    const period = issue.period.label;
    const attached = (await files()).filter(({ extension }) => extension !== 'html');
    await transport.sendMail({
      from,
      to,
      subject,
      messageId: `<${name}.${period}.${id}@coload>`,
      html,
      attachments: [
        ...pictures.map(({ cid, png }, index) => ({
          filename: `chart-${index + 1}.png`,
          content: png,
          contentType: 'image/png',
          contentDisposition: 'inline' as const,
          cid,
        })),
        ...attached.map(({ extension, media, content }) => ({
          filename: `${name}-${period}.${extension}`,
          contentType: media,
          content,
        })),
      ],
    });
  };
}
