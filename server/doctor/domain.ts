import type { Finding } from '@keyturn/contract'
import { extendedRights } from '@keyturn/protocols/ad'
import type { OutsideLook, PeopleLook, ReplicationLook } from '#directory'
import { delegate, type Grantee } from './commands.ts'
import { fail, finding, ok, some, warn, type Verdict } from './finding.ts'

export function judgePlaces(
  places: { readonly source: 'configured' | 'delegated' | 'populated'; readonly bases: readonly string[] },
  domain: string,
): Finding {
  const { source, bases } = places
  const list = some(bases, 6)
  const verdicts: Readonly<Record<typeof source, Verdict>> = {
    configured: ok(`directory.people names ${list}.`),
    delegated: ok(`The account was given rights on ${list}.`),
    populated: warn(
      `The account was given nothing on any OU. People are in ${list}; what is missing there is told below.`,
      'Name the OUs that Keyturn is for in directory.people, and give the rights on those only.',
    ),
  }
  return finding('people.places', domain, verdicts[source])
}

export function judgeBase({ base, isThere, people }: PeopleLook): Finding | undefined {
  if (!isThere) {
    const advice = 'Correct directory.people in the configuration, or let the account list it.'
    return finding('people.places', base, fail('It is not in the directory, or cannot be seen.', advice))
  }
  if (people.length > 0) return undefined
  return finding(
    'people.places',
    base,
    warn('There are no ordinary people in it.', 'Correct directory.people.'),
  )
}

export function judgeOutside({ count, examples }: OutsideLook, domain: string): Finding {
  const verdict =
    count === 0
      ? ok('All ordinary people are below those OUs.')
      : warn(
          `${count} ordinary accounts are elsewhere and cannot reset: ${some(examples)}${count > examples.length ? ', …' : ''}.`,
          'If they are people, delegate their OU too or move them; if not, name the OUs of people in directory.people.',
        )
  return finding('people.outside', domain, verdict)
}

/** Who looked, and where. */
type Known = Grantee & { readonly dc: string; readonly domain: { readonly base: string } }

const hourMs = 3_600_000
const lateHours = 24

export function judgeReplication(
  { controllers, neighbours }: ReplicationLook,
  session: Known,
  now: Date,
): Finding {
  return finding('replication.neighbours', session.dc, onNeighbours())

  function onNeighbours(): Verdict {
    if (controllers <= 1) return ok('There is one domain controller: nothing has to be replicated.')
    if (neighbours === undefined) return unseen(session)
    const failing = neighbours.filter(({ failures, lastResult }) => failures > 0 || lastResult !== 0)
    const isLate = (last: Date | undefined) =>
      last === undefined || now.getTime() - last.getTime() > lateHours * hourMs
    const late = neighbours.filter(({ lastSuccess }) => isLate(lastSuccess))
    const advice = 'Look at it with “repadmin /showrepl” or “samba-tool drs showrepl” on that DC.'
    if (late.length > 0)
      return fail(`Nothing came from ${some(late.map(({ from }) => from))} for a day.`, advice)
    if (failing.length > 0) {
      const told = failing.map(
        ({ from, failures, lastResult }) => `${from} (${failures} times, error ${lastResult})`,
      )
      return warn(`Replication fails from ${some(told)}.`, advice)
    }
    return ok(`Changes come in from ${some(neighbours.map(({ from }) => from))}.`)
  }
}

function unseen(session: Known): Verdict {
  const [guid] = extendedRights.monitorTopology
  const right = { dsacls: 'CA;Monitor Active Directory Replication', inherit: '' } as const
  return {
    state: 'unknown',
    says: 'Replication cannot be seen by this account, or this DC does not tell it by LDAP (Samba 4.17).',
    advice:
      'On Samba run “samba-tool drs showrepl” on a DC. On Windows you may let the account see it; the right lets it read how replication goes and nothing else.',
    commands: delegate(
      session.domain.base,
      { ...right, sddl: (sid) => `(OA;;CR;${guid};;${sid})` },
      session,
    ).filter(({ on }) => on === 'windows'),
  }
}
