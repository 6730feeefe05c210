import type { Channel } from '../sent-codes/channel.ts'
import type { ContactRules } from '../contacts.ts'
import type { SmsGateway } from '../sms/gateway.ts'
import { smsNumber, type NumberRules } from '../sms/number.ts'
import { textOf } from './words.ts'

export interface SmsChannelSettings extends NumberRules {
  /** Of AD: where her mobile number stands. */
  readonly attributes: readonly string[]
  /** People may add numbers themselves. */
  readonly mayAdd: boolean
  /** The gateway is the organisation's own, and needs no internet. */
  readonly insideTheFence: boolean
}

interface SmsChannelDeps extends Pick<ContactRules, 'distrustChangedAfter'> {
  readonly gateway: SmsGateway
  /** Who sends it, as people know it. */
  readonly issuer: string
}

const mostAdded = 2

/** Codes by text message. */
export function createSmsChannel(
  settings: SmsChannelSettings,
  { gateway, issuer, distrustChangedAfter }: SmsChannelDeps,
): Channel {
  const { attributes, mayAdd, insideTheFence } = settings
  return {
    factor: 'sms-code',
    worksOffline: insideTheFence,
    contacts: { attributes, distrustChangedAfter },
    most: mayAdd ? mostAdded : 0,
    read(written) {
      const read = smsNumber(written, settings)
      return read.ok ? read.number : undefined
    },
    mask: (number) => `${number.slice(0, 3)}…${number.slice(-3)}`,
    mayAdd: () => true,

    async carry({ to, code, minutes, language }) {
      const sent = await gateway.send(to, textOf(language, { issuer, code: code.reveal(), minutes }))
      if (sent.accepted) return true
      // `unanswered` as well: a second text has the same code, and none at all helps nobody.
      if (sent.why === 'unavailable' || sent.why === 'unanswered') {
        throw new Error(`the SMS gateway did not take a message (${sent.why})`)
      }
      return false
    },
  }
}
