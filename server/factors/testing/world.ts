import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RouteAnswer, RouteName } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Account, CheckPassword } from '#directory'
import type { Answered, Route, RouteRequest, Session, SessionStart } from '#http'
import { createLog, systemRandom, type AccountId } from '#kernel'
import type { CodeMail, Notice } from '#notify'
import { aDatabase } from '../../storage/testing.ts'
import { createFactors, type FactorsDeps } from '../factors.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { openSeal } from '../sealing/key-file.ts'
import { anAuditList } from './audit-list.ts'

/** Somebody in a directory that is a list: what a DC answers is `says`, or whether the password is the right one. */
export interface TestPerson {
  readonly account: Account
  readonly password: string
  readonly says?: CheckPassword
  /** What AD says of her, each last changed a year before. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>
}

let people = 0
export function aPerson(name: string, change: Partial<TestPerson & Account> = {}): TestPerson {
  const { password = `${name}-password`, says, attributes, ...account } = change
  const number = String(++people).padStart(12, '0')
  return {
    password,
    ...(says !== undefined && { says }),
    ...(attributes !== undefined && { attributes }),
    account: {
      id: `7a1c3a52-0000-4000-8000-${number}` as AccountId,
      sid: `S-1-5-21-1-2-3-${2000 + people}` as Sid,
      dn: `CN=${name},DC=corp,DC=example`,
      sAMAccountName: name,
      domain: 'CORP',
      userPrincipalName: `${name}@corp.example`,
      displayName: name.toUpperCase(),
      mail: `${name}@corp.example`,
      disabled: false,
      expired: false,
      locked: false,
      mustChange: false,
      isProtected: false,
      pwdLastSet: new Date('2026-01-01T00:00:00Z'),
      ...account,
    },
  }
}

/** What a browser would keep between requests, and what it got. */
export interface Browser {
  session: Session | undefined
  call<N extends RouteName>(
    name: N,
    request?: Partial<Pick<RouteRequest<N>, 'body' | 'params'>>,
  ): Promise<RouteAnswer<N>>
}

/** The whole module on a real database; the directory, the log and the mails are lists. */
export async function aWorld(
  persons: readonly TestPerson[],
  { refusalMs = 0, settings = {} }: Partial<Pick<FactorsDeps, 'refusalMs' | 'settings'>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-factors-'))
  const storage = await aDatabase([factorsMigrations])
  let now = new Date('2026-11-21T08:00:00Z')
  const { events, audit } = anAuditList()
  const notices: Notice[] = []
  const letters: CodeMail[] = []
  const ended: string[] = []
  const { directory, asked } = aDirectoryOf(persons)
  const factors = await createFactors({
    storage,
    directory,
    audit,
    courier: { carry: async (mail) => letters.push(mail) > 0 },
    notify: { send: async (notice) => void notices.push(notice) },
    clock: () => now,
    random: systemRandom,
    log: createLog('silent'),
    seal: await openSeal(join(folder, 'factors.key'), systemRandom),
    issuer: 'Example Corp',
    sessions: { endOf: async (...whose) => void ended.push(whose.filter(Boolean).join(' ')) },
    forgetProofs: async (account) => void ended.push(`resets ${account}`),
    publicUrl: 'https://portal.corp.example',
    refusalMs,
    settings,
    enrolBy: async () => null,
    isEnough: async (_account, purpose, proofs) => purpose === 'change' || proofs.length > 0,
  })
  return {
    ...factors,
    events,
    notices,
    letters,
    ended,
    asked,
    aBrowser: browsersOf(factors.routes),
    now: () => now,
    pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)),
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

/** `asked`: whose password a DC was asked about. */
function aDirectoryOf(persons: readonly TestPerson[]) {
  const asked: string[] = []
  const byId = (id: AccountId) => persons.find(({ account }) => account.id === id)
  const directory: FactorsDeps['directory'] = {
    async find(identifier) {
      const person = persons.find(({ account }) => account.sAMAccountName === identifier)
      return person ? { found: true, account: person.account } : { found: false, why: 'unknown' }
    },
    read: async (id) => byId(id)?.account,
    findByCard: async () => ({ found: false, why: 'unknown' }),
    groupSid: async () => undefined,
    groupsOf: async () => new Set(),
    existing: async (ids) => new Set(ids.filter((id) => byId(id) !== undefined)),
    async managerOf(id) {
      const [name] = byId(id)?.attributes?.['manager'] ?? []
      return persons.find(({ account }) => account.dn === name)?.account
    },
    memberIds: async () => new Set(),
    async attributesOf(id, names) {
      const values = byId(id)?.attributes ?? {}
      const changed = new Date('2025-11-21T00:00:00Z')
      return new Map(names.map((name) => [name, { values: values[name] ?? [], changed }]))
    },
    async *peopleIn() {
      yield persons.map(({ account, attributes = {} }) => ({
        account,
        attributes: new Map(Object.entries(attributes)),
      }))
    },
    async checkPassword(id, password) {
      const person = byId(id)
      asked.push(person?.account.sAMAccountName ?? '')
      return person?.says ?? (person?.password === password.reveal() ? 'right' : 'wrong')
    },
  }
  return { directory, asked }
}

/** Each browser has an address of its own. */
function browsersOf(routes: readonly Route[]): () => Browser {
  let count = 0
  return () => {
    const address = `10.2.${++count}.1`
    const browser: Browser = {
      session: undefined,
      async call(name, request = {}) {
        const found = routes.find((one) => one.name === name)
        if (found === undefined) throw new Error(`${name} is not mounted`)
        const whole = {
          params: {},
          query: {},
          body: {},
          origin: { address, device: null },
          session: browser.session,
          device: undefined,
          languages: ['de'],
          signal: new AbortController().signal,
          ...request,
        } as RouteRequest<RouteName>
        const { body, session } = (await found.handle(whole)) as Answered<typeof name>
        if (session !== undefined)
          browser.session = 'start' in session ? begin(session.start, ++count) : undefined
        return body
      },
    }
    return browser
  }
}

function begin(
  { kind, subject, proved = false, proofs = [], ttlSeconds }: SessionStart,
  number: number,
): Session {
  return { kind, subject, proved, proofs, expires: new Date(ttlSeconds * 1000), id: `session-${number}` }
}
