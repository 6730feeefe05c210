import { readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import type { Message } from './message.ts'

export interface MailConfig {
  readonly host: string
  readonly port: number
  readonly from: string
  /** Certificates that the mail server's must chain to, PEM; undefined: those of the system. */
  readonly caFile?: string | undefined
  /** The name in the mail server's certificate where it is not `host`. */
  readonly tlsName?: string | undefined
  readonly userName?: string | undefined
  readonly passwordFile?: string | undefined
  /** Also sends when the server offers no STARTTLS: whoever is on the way reads and alters the mails. */
  readonly dangerouslyAllowPlainText: boolean
}

/** `refused`: the server will never take this mail, whoever asks again. */
type Sent = { readonly sent: true } | { readonly sent: false; readonly why: string }

export interface Mailer {
  /** @throws {Error} when it may be taken later: the server is away, busy, or not the one it should be. */
  send(to: string, id: string, message: Message): Promise<Sent>
}

/** One connection per mail: notices are few, and an idle connection to a mail server is cut anyway. */
export function transportTo(config: MailConfig) {
  const { host, port, userName: user, passwordFile, caFile, tlsName } = config
  return createTransport({
    host,
    port,
    // 465 speaks TLS from the first byte (RFC 8314 3.3), all others begin with STARTTLS.
    secure: port === 465,
    requireTLS: !config.dangerouslyAllowPlainText,
    tls: {
      minVersion: 'TLSv1.2',
      servername: tlsName ?? host,
      ...(caFile !== undefined && { ca: readFileSync(caFile) }),
    },
    ...(user !== undefined && { auth: { user, pass: passwordIn(passwordFile) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

export function createMailer(config: MailConfig, senderName: string): Mailer {
  const { from } = config
  const transport = transportTo(config)
  return {
    async send(to, id, { subject, text, language }) {
      try {
        await transport.sendMail({
          from: { name: senderName, address: from },
          to: { name: '', address: to },
          subject,
          text,
          // A job may run twice: the same id lets mail servers and programs see that it is the same mail.
          messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
          headers: {
            'Auto-Submitted': 'auto-generated', // RFC 3834: no out-of-office answers.
            'Content-Language': language,
          },
        })
        return { sent: true }
      } catch (error) {
        const why = refusalOf(error)
        if (why !== undefined) return { sent: false, why }
        throw error
      }
    },
  }
}

/** Only what the server said about this mail or this mailbox is final; a wrong password or certificate is mended some day. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('responseCode' in error)) return undefined
  const { code, responseCode } = error
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  const isFinal = typeof responseCode === 'number' && responseCode >= 500
  return isAboutMail && isFinal ? String(responseCode) : undefined
}

const passwordIn = (file: string | undefined) =>
  file === undefined ? '' : readFileSync(file, 'utf8').trimEnd()
