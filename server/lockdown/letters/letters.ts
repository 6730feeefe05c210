import {
  mostLetters,
  type Letters as LetterList,
  type LettersMade,
  type RouteAnswer,
  type RouteBody,
} from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Account, Directory } from '#directory'
import { passNotice, type PreparedPasses } from '#factors'
import { Fault, type Clock, type Origin, type Random } from '#kernel'
import type { Notify } from '#notify'
import { recipientsOf, refusalOf } from './recipients.ts'
import { renderLetters, type Page } from './page.ts'
import { renderSheet } from './sheet.ts'
import type { LetterStore } from './store.ts'

/** Passes on paper, for when nothing else is trusted: made in one run, handed over in person, and only then worth anything. */
export interface Letters {
  /**
   * One page for each person. An earlier letter of hers is void. The passes are in the answer and nowhere else.
   *
   * @throws {Fault} `factor.unknown`: access passes are switched off.
   */
  make(wish: RouteBody<'admin.letters-make'>, origin: Origin): Promise<LettersMade>
  /** Somebody looked who she is and gave it to her: her pass counts from now on. @throws {Fault} as `make` does. */
  hand(wish: RouteBody<'admin.letter-hand'>, origin: Origin): Promise<RouteAnswer<'admin.letter-hand'>>
  list(): Promise<LetterList>
}

export interface LettersDeps {
  readonly store: LetterStore
  readonly passes: PreparedPasses | undefined
  readonly directory: Pick<
    Directory,
    'find' | 'read' | 'groupSid' | 'membersOf' | 'peopleIn' | 'attributesOf'
  >
  readonly audit: Audit
  readonly notify: Notify
  readonly clock: Clock
  readonly random: Random
  /** The organisation's name, whom to call, and where the portal is. */
  readonly paper: { readonly name: string; readonly helpDesk: string; readonly portal: string }
}

const mostListed = 10_000
const whereabouts = ['physicalDeliveryOfficeName', 'department'] as const

export function createLetters(deps: LettersDeps): Letters {
  const { store, directory } = deps
  return {
    make: (wish, origin) => make(wish, origin, deps),
    hand: (wish, origin) => hand(wish, origin, deps),
    async list() {
      const all = await store.list(mostListed)
      const names = new Map<string, string>()
      for (const { account } of all) {
        if (names.has(account)) continue
        names.set(account, (await directory.read(account))?.sAMAccountName ?? account)
      }
      return {
        letters: all.map((one) => ({
          number: numberOf(one.run, one.number),
          account: names.get(one.account) ?? one.account,
          state: one.state,
          made: one.made.toISOString(),
          madeBy: one.madeBy,
          handed: one.handed?.toISOString() ?? null,
          handedBy: one.handedBy,
        })),
      }
    },
  }
}

async function make(
  wish: RouteBody<'admin.letters-make'>,
  origin: Origin,
  deps: LettersDeps,
): Promise<LettersMade> {
  const { store, audit, directory, clock, random, paper } = deps
  const passes = switchedOn(deps)
  const to = await recipientsOf(wish.of, mostLetters, directory)
  const leftOut = [...to.leftOut]
  if (!to.ok) return { made: false, why: to.why, leftOut }
  if (to.accounts.length === 0) return { made: false, why: 'nobody', leftOut }
  const made = clock()
  const run = await store.beginRun(made)
  const facts = { run, letters: to.accounts.length, by: wish.by, why: wish.why }
  await audit.append({ type: 'letters.run', account: null, origin, outcome: 'announced', facts })
  const pages: Page[] = []
  let voided = 0
  // In the order in which they are handed out.
  for (const [i, { account, office }] of (await whereAll(to.accounts, directory)).entries()) {
    const number = i + 1
    const { pass, ...prepared } = await passes.make()
    await note(audit, 'letter.made', account, origin, 'ok', { letter: numberOf(run, number), by: wish.by })
    const letter = { run, number, account: account.id, state: 'printed', pass: prepared } as const
    const before = await store.add({ ...letter, minutes: wish.hours * 60, made, madeBy: wish.by })
    for (const id of before.handedPasses) await passes.end(account.id, id)
    voided += before.voided
    pages.push({
      number: numberOf(run, number),
      name: account.displayName,
      account: account.sAMAccountName,
      office,
      pass,
    })
  }
  const about = {
    ...paper,
    run,
    made,
    hours: wish.hours,
    by: wish.by,
    why: wish.why,
    language: wish.language,
  }
  const letters = await renderLetters(pages, about, random)
  const sheet = await renderSheet(pages, leftOut, about)
  await audit.append({
    type: 'letters.run',
    account: null,
    origin,
    outcome: 'ok',
    facts: { ...facts, voided },
  })
  const files = { letters: letters.toString('base64'), sheet: sheet.toString('base64') }
  letters.fill(0)
  return { made: true, run, count: pages.length, voided, ...files, leftOut }
}

async function hand(
  { number: written, by, why }: RouteBody<'admin.letter-hand'>,
  origin: Origin,
  deps: LettersDeps,
): Promise<RouteAnswer<'admin.letter-hand'>> {
  const { store, audit, directory, notify, clock } = deps
  const passes = switchedOn(deps)
  const [run = 0, number = 0] = written.split('-').map(Number)
  const letter = await store.find(run, number)
  if (letter === undefined) return { handed: false, why: 'unknown' }
  const account = await directory.read(letter.account)
  const state = letter.state === 'handed' ? 'handed-before' : letter.state === 'void' ? 'void' : undefined
  const refusal = state ?? (account === undefined || refusalOf(account) !== undefined ? 'ended' : undefined)
  const facts = { letter: numberOf(run, number), by, why, refused: refusal ?? null }
  if (account === undefined) return { handed: false, why: refusal ?? 'ended' }
  const outcome = refusal === undefined ? 'announced' : 'refused'
  await note(audit, 'letter.handed', account, origin, outcome, facts)
  if (refusal !== undefined) return { handed: false, why: refusal }
  const got = await store.hand(run, number, by, clock())
  if (got === undefined) return { handed: false, why: 'handed-before' }
  const expires = await passes.activate(got.pass, account.id, got.minutes)
  await note(audit, 'letter.handed', account, origin, 'ok', facts)
  await notify.send(passNotice(account, clock()))
  return { handed: true, account: account.sAMAccountName, expires: expires.toISOString() }
}

function switchedOn({ passes }: LettersDeps): PreparedPasses {
  if (passes === undefined) throw new Fault('factor.unknown', 'access passes are switched off')
  return passes
}

interface Placed {
  readonly account: Account
  readonly office: string
}

/** By office and name, which is how somebody carries them about. */
async function whereAll(
  accounts: readonly Account[],
  directory: Pick<Directory, 'attributesOf'>,
): Promise<readonly Placed[]> {
  const placed: Placed[] = []
  for (const account of accounts) {
    const known = await directory.attributesOf(account.id, whereabouts)
    const words = whereabouts.flatMap((name) => known.get(name)?.values.slice(0, 1) ?? [])
    placed.push({ account, office: words.join(', ') })
  }
  const keyOf = ({ account, office }: Placed) => `${office}\n${account.displayName}`
  return placed.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)))
}

/** As it is printed. */
function numberOf(run: number, number: number): string {
  return `${run}-${String(number).padStart(4, '0')}`
}

function note(
  audit: Audit,
  type: AuditEvent['type'],
  { id, sid }: Account,
  origin: Origin,
  outcome: AuditEvent['outcome'],
  facts: AuditEvent['facts'],
) {
  return audit.append({ type, account: { id, sid }, origin, outcome, facts })
}
