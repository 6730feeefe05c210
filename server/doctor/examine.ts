import type { Finding } from '@keyturn/contract'
import type { Clock } from '#kernel'
import type { DcLook, Session, Survey } from '#directory'
import type { MailLook } from '#notify'
import type { DatabaseLook } from '#storage'
import { judgeAccount, judgeGroups, judgeLogOn } from './account.ts'
import { judgeController, judgeLocated, judgeWritable } from './controllers.ts'
import { judgeBase, judgeOutside, judgePlaces, judgeReplication } from './domain.ts'
import { judgeExcess, judgeOverPeople } from './excess.ts'
import { finding, ok } from './finding.ts'
import { judgeMachine, type Machine } from './machine.ts'
import { judgePsos, judgeRights } from './rights.ts'
import { judgeBreached, judgeDatabase, judgeMail } from './surroundings.ts'

/** What is looked at, and by whom. */
export interface Examination {
  readonly clock: Clock
  readonly machine: Machine
  readonly database: () => Promise<DatabaseLook>
  readonly mail: () => Promise<MailLook>
  /** `host:port`, for people. */
  readonly mailServer: string
  /** The list of breached passwords, where one is configured. */
  readonly breachedList: string | undefined
  readonly survey: Survey
  readonly domain: string
  readonly serviceAccount: string
  /** DNs of the OUs where people are; empty: found out. */
  readonly people: readonly string[]
}

/** One finding after the other, as soon as it is known. What cannot be looked at ends nothing. */
export async function* examine(examination: Examination): AsyncGenerator<Finding> {
  const { clock, machine, breachedList } = examination
  yield* judgeMachine(machine, clock())
  yield judgeDatabase(await examination.database())
  if (breachedList !== undefined) yield await judgeBreached(breachedList, clock())
  yield judgeMail(await examination.mail(), examination.mailServer)
  yield* examineDomain(examination)
}

async function* examineDomain(examination: Examination): AsyncGenerator<Finding> {
  const { survey, domain, clock } = examination
  const located = await survey.locate()
  yield judgeLocated(located, domain)
  const looks: DcLook[] = []
  for (const dc of located.controllers) {
    const look = await survey.look(dc)
    looks.push(look)
    yield* judgeController(look, clock())
  }
  yield judgeWritable(looks, domain)
  const usable = looks.filter(({ tls }) => tls.reached && tls.problem === undefined)
  for (const dc of usable.toSorted((a, b) => Number(b.pong?.isWritable) - Number(a.pong?.isWritable))) {
    const on = await survey.logOn(dc)
    if (on.ok) {
      await using session = on.session
      return yield* examineRights(session, examination)
    }
    yield judgeLogOn(on, examination.serviceAccount, dc.host)
    // A wrong password is not tried at the next DC: that would lock the account.
    if (on.meaning !== 'unavailable') return
  }
}

async function* examineRights(session: Session, examination: Examination): AsyncGenerator<Finding> {
  const { account, domain, dc } = session
  const now = examination.clock()
  yield finding('account.log-on', examination.serviceAccount, ok(`${dc} lets it in, as ${account.dn}.`))
  yield* judgeAccount(account, now)
  yield finding('account.groups', account.dn, judgeGroups(account, session))
  const { source, bases } = await placesOf(session, examination.people)
  yield judgePlaces({ source, bases }, domain.dns)
  for (const base of bases) {
    const look = await session.people(base)
    const none = judgeBase(look)
    if (none !== undefined) yield none
    if (!look.isThere) continue
    yield* judgeRights(look, account.token, session)
    yield await judgeOverPeople(base, look.people, session)
  }
  yield judgeOutside(await session.outside(bases), domain.dns)
  yield judgePsos(await session.psos(), domain.base, account.token, session)
  yield* judgeExcess(session)
  yield judgeReplication(await session.replication(), session, now)
}

async function placesOf(session: Session, configured: readonly string[]) {
  if (configured.length > 0) return { source: 'configured', bases: configured } as const
  const { delegated, bases } = await session.places()
  return { source: delegated ? 'delegated' : 'populated', bases } as const
}
