import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import type { Sid } from '@keyturn/protocols/ad'
import { aPki, cardExtensions, sidExtension, type Issued } from '@keyturn/protocols/pki/testing'
import type { Account, CardMapping, Found } from '#directory'
import { createLog, Fault, secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../../storage/testing.ts'
import { createChallengeStore } from '../../challenges/store-sql.ts'
import { anAsking } from '../../factor-suite.ts'
import type { Factor } from '../../factor.ts'
import { factorsMigrations } from '../../migrations/index.ts'
import { createSeal } from '../../sealing/seal.ts'
import { openSmartCard } from '../open.ts'
import type { SmartCardSettings } from '../settings.ts'
import { createCardStore } from '../store-sql.ts'
import { showAt, type Change, type Form } from './browser.ts'

type Proxy = { readonly proxies: readonly string[]; readonly header: string }
export type CardWorld = Awaited<ReturnType<typeof aCardWorld>>

/** The test's directory is a list of everybody: this account has this SID. */
export const sidOf = (account: AccountId) => `S-1-5-21-1-2-3-${Number(account.slice(-12)) + 1000}` as Sid
const publicUrl = 'https://portal.corp.example'

/** The factor on a real database with its listener, cards of a CA of OpenSSL, and browsers that show them. */
export async function aCardWorld(proxy?: Proxy) {
  await using stack = new AsyncDisposableStack()
  const db = stack.use(await aDatabase([factorsMigrations]))
  const { ca, strangers, tls, crlFile } = stack.use(await cardAuthorities())
  const directory = aDirectory()
  const { people, state } = directory
  let now = new Date()
  const listen = proxy ?? { certificateFile: tls.certFile, keyFile: tls.keyFile }
  const { factor, listener } = await openSmartCard(settingsOf(ca, crlFile, listen), {
    store: createCardStore(db.tables()),
    challengeStore: createChallengeStore(db.tables()),
    seal: createSeal([systemRandom(32)], systemRandom),
    directory,
    clock: () => now,
    random: systemRandom,
    log: createLog('silent'),
    publicUrl,
  })
  stack.use(listener)
  const show = (card: Issued | undefined, form: Form, change: Change = {}) =>
    showAt(listener.port, proxy === undefined ? tls : undefined, card, form, change)
  const keep = stack.move()

  return Object.assign(state, {
    factor,
    ca,
    strangers,
    show,
    ...holders(factor, show),
    async cardOf(account: AccountId): Promise<Issued> {
      people.set(sidOf(account), account)
      return ca.issue({
        subject: '/CN=Somebody',
        extensions: [...cardExtensions, ...sidExtension(sidOf(account))],
      })
    },
    /** The listener hears of it when it reads the list again. */
    async revoke(card: Issued) {
      await ca.revoke(card)
      writeFileSync(crlFile, await ca.crl())
      now = new Date(now.getTime() + 301_000)
    },
    pass: (seconds: number) => void (now = new Date(now.getTime() + seconds * 1000)),
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  })
}

/** What people do with their cards. */
function holders(
  factor: Factor,
  show: (card: Issued, form: Form, change: Change) => ReturnType<typeof showAt>,
) {
  async function answerOf(card: Issued, ticket: string): Promise<string> {
    const headers = { 'Client-Cert': `:${Buffer.from(card.der).toString('base64')}:` }
    const { location = '' } = await show(card, { ticket }, { headers })
    const [, answer] = /#card=([\w-]+)$/.exec(location) ?? []
    return answer ?? assert.fail(`no answer: ${location}`)
  }
  async function offer(account: AccountId) {
    const made = await factor.enrolment?.offer({ id: account } as Account, undefined, anAsking(account))
    assert.ok(made?.kind === 'card')
    return made
  }
  const confirm = async (account: AccountId, id: string, answer: string) =>
    factor.enrolment?.confirm(account, id, secret(answer))
  async function enrol(account: AccountId, card: Issued): Promise<void> {
    const made = await offer(account)
    const confirmed = await confirm(account, made.id, await answerOf(card, made.ticket))
    assert.ok(typeof confirmed === 'object')
    assert.ok(await confirmed.enrol('In the drawer'))
  }
  return { answerOf, offer, confirm, enrol }
}

function settingsOf(
  ca: Issued,
  crlFile: string,
  listen: Proxy | { readonly certificateFile: string; readonly keyFile: string },
): SmartCardSettings {
  return {
    url: 'https://cards.corp.example:8444/',
    listen: { address: '127.0.0.1', port: 0, ...listen },
    trustedFile: ca.certFile,
    purposes: ['smart-card-logon'],
    crls: [crlFile],
    hosts: [],
    dangerouslyAcceptUnknownRevocation: false,
    dangerouslyAcceptOcspWithoutNonce: false,
    dangerouslyAcceptSha1: false,
    dangerouslyMapByUpn: false,
  }
}

async function cardAuthorities() {
  const pki = await aPki()
  const ca = await pki.root({ subject: '/CN=Card CA' })
  const strangers = await pki.root({ subject: '/CN=Card CA' })
  const tls = await ca.issue({ subject: '/CN=localhost', extensions: ['subjectAltName=DNS:localhost'] })
  const crlFile = `${ca.certFile}.crl`
  writeFileSync(crlFile, await ca.crl())
  return { ca, strangers, tls, crlFile, [Symbol.asyncDispose]: () => pki[Symbol.asyncDispose]() }
}

function aDirectory() {
  const people = new Map<Sid, AccountId>()
  const state = { isAway: false }
  return {
    people,
    state,
    async findByCard(mapping: CardMapping): Promise<Found> {
      if (state.isAway) throw new Fault('directory.unavailable', 'away')
      const id = mapping.by === 'sid' ? people.get(mapping.sid) : undefined
      return id ? { found: true, account: { id } as Account } : { found: false, why: 'unknown' }
    },
  }
}
