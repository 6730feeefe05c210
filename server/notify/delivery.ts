import type { Mailer } from './mailer.ts'

/**
 * Who calls may log what is thrown: nodemailer's errors hold addresses and the server's words, so ours says less.
 *
 * @throws {Error} when it may be taken later.
 */
export async function deliver(mailer: Mailer, ...mail: Parameters<Mailer['send']>) {
  try {
    return await mailer.send(...mail)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code'
    throw new Error(`the mail server did not take a mail (${code}); it is tried again`)
  }
}
