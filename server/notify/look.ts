import { transportTo, type MailConfig } from './mailer.ts'

/** Whether the mail server would take a mail of ours, as far as that can be told without one. */
export type MailLook =
  | { readonly answers: true; readonly isPlain: boolean; readonly hasCredentials: boolean }
  | { readonly answers: false; readonly why: string; readonly advice: string }

/** By nodemailer's code, then by what lies behind it. */
const reasons: readonly (readonly [codes: RegExp, why: string, advice: string])[] = [
  [/ECONNREFUSED/, 'nothing listens there', 'See mail.host and mail.port, and whether the mail server runs.'],
  [/ENOTFOUND|EDNS|EAI_AGAIN/, 'its name has no address', 'See mail.host, and the DNS of this machine.'],
  [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/, 'it does not answer', 'See mail.host, and the firewall between.'],
  [/EAUTH/, 'it refuses name or password', 'See mail.userName and mail.passwordFile.'],
  [/ALTNAME/, 'its certificate is for another name', 'Name it in mail.host as its certificate does.'],
  [/CERT_HAS_EXPIRED/, 'its certificate has expired', 'Renew it on the mail server.'],
  [
    /SELF_SIGNED|UNABLE_TO|CERT_/,
    'its certificate is not from a CA that is trusted here',
    'Put the CA that signed it into mail.caFile.',
  ],
  [/ETLS/, 'it offers no STARTTLS, or TLS fails', 'Let it offer STARTTLS, with TLS 1.2 or later.'],
]

/** Connects, greets, begins TLS, logs on where there is a name, and leaves. */
export async function lookAtMail(config: MailConfig): Promise<MailLook> {
  try {
    const transport = transportTo(config)
    await transport.verify()
    transport.close()
  } catch (error) {
    const told = wordsOf(error)
    const [, why, advice] = reasons.find(([codes]) => codes.test(told)) ?? [undefined, told, 'See its log.']
    return { answers: false, why, advice }
  }
  const { dangerouslyAllowPlainText: isPlain, userName } = config
  return { answers: true, isPlain, hasCredentials: userName !== undefined }
}

/** Codes first. The server's own words are kept short and on one line: they are a stranger's. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const cause = error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : ''
  return `${code} ${cause} ${error.message}`
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)
}
