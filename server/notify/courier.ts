import type { Random } from '#kernel'
import type { CodeMail } from './code-mail.ts'
import { deliver } from './delivery.ts'
import type { Mailer } from './mailer.ts'
import { composeCode } from './message.ts'

/** Carries what must lie in no queue and stand in no log: codes. */
export interface Courier {
  /**
   * Hands the mail over at once, or not at all; whoever wants it tried again calls again.
   *
   * @returns whether it was taken; false: it never will be.
   * @throws {Error} when it may be taken later. Neither address nor code is in it.
   */
  carry(mail: CodeMail): Promise<boolean>
}

export interface CourierDeps {
  readonly mailer: Mailer
  readonly random: Random
  readonly helpDesk: string
}

export function createCourier({ mailer, random, helpDesk }: CourierDeps): Courier {
  return {
    async carry({ to, ...mail }) {
      const id = Buffer.from(random(16)).toString('hex')
      return (await deliver(mailer, to, id, composeCode(mail, helpDesk))).sent
    },
  }
}
