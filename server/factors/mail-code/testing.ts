import assert from 'node:assert/strict'
import type { Account } from '#directory'
import { secret, type AccountId } from '#kernel'
import type { CodeMail } from '#notify'
import { anAsking } from '../factor-suite.ts'
import type { Asking } from '../factor.ts'
import { createSentCodes } from '../sent-codes/sent-codes.ts'
import { aCodeOffice } from '../sent-codes/testing.ts'
import { createMailChannel, type MailCodeSettings } from './mail-code.ts'

export const id = (number: number) =>
  `6f1c3a52-0000-4000-8000-${String(number).padStart(12, '0')}` as AccountId
export const alice = id(1)
export const home = 'alice@home.example'

interface Wish extends Partial<MailCodeSettings> {
  readonly distrustChangedAfter?: Date
}

/** Codes by mail with a mail server that is a list. */
export async function someMailCodes({ distrustChangedAfter, ...change }: Wish = {}) {
  const office = await aCodeOffice('mail-code')
  const mails: CodeMail[] = []
  const server = { isAway: false, refuses: '' }
  const courier = {
    async carry(mail: CodeMail) {
      if (server.isAway) throw new Error('the mail server did not take a mail (ECONNREFUSED)')
      if (mail.to === server.refuses) return false
      mails.push(mail)
      return true
    },
  }
  const settings = {
    attributes: ['otherMailbox'],
    dangerouslySendToOwnMailbox: false,
    mayAdd: true,
    worksOffline: false,
    ...change,
  }
  const factor = createSentCodes(createMailChannel(settings, { courier, distrustChangedAfter }), office.deps)
  const enrolment = factor.enrolment
  const codeTo = (to: string) =>
    mails.findLast((mail) => mail.to === to)?.code.reveal() ?? assert.fail('no mail')
  const prove = (asking: Asking, code: string) => factor.prove(asking, secret(code))
  return {
    ...office,
    factor,
    mails,
    server,
    prove,
    codeTo,
    /** Asks for a code, and lets what is to be sent be sent. */
    async ask(account: AccountId | null = alice, asking = anAsking(account)) {
      await factor.challenge?.(asking)
      await office.drain()
      return asking
    },
    async offer(wish: string, account: Partial<Account> = { id: alice, mail: 'alice@corp.example' }) {
      const made = await enrolment?.offer(account as Account, wish, anAsking(alice))
      await office.drain()
      assert.ok(made?.kind === 'sent')
      return made
    },
    confirm: (offer: string, code: string, account = alice) =>
      enrolment?.confirm(account, offer, secret(code)) ?? assert.fail(),
  }
}

type Used = Awaited<ReturnType<typeof someMailCodes>>

export async function enrol(used: Used, to: string, name = 'Home', account = alice) {
  const { id: offer } = await used.offer(to, { id: account, mail: null })
  const confirmed = await used.confirm(offer, used.codeTo(to), account)
  assert.ok(typeof confirmed === 'object')
  assert.ok(await confirmed.enrol(name))
}
