import {
  segmentName,
  undecidedWhy,
  type CampaignRefusal,
  type CampaignWarning,
  type PlannedCampaign,
  type SegmentName,
} from '@keyturn/contract'
import type { CensusWish, Directory, HeadPower, Principal } from '#directory'
import type { Entra } from '#entra'
import type { AccountId, Clock } from '#kernel'
import { deadlineOf } from '../ending/told.ts'
import { placeOf, type Place, type Rule } from '../segments/segment.ts'
import { allRules } from '../segments/rules.ts'
import { createTally, type Tally } from '../segments/tally.ts'
import { createGuard, domainAdminsOf } from './guard.ts'
import { labelOf, lookUpNames, partOf, type Names } from './names.ts'
import { lookUpPeople } from './people.ts'
import { digestOf, type SentPlan } from './read.ts'
import { waysOf, type CampaignPlan, type ScopePart } from './schema.ts'
import { createSeen } from './seen.ts'
import { openTable, type Table } from './tables.ts'
import { createUnreached, refusedRights } from './unreached.ts'
import { warningsOf } from './warnings.ts'

export interface PlannerDeps {
  readonly directory: Pick<Directory, 'census' | 'groupSid' | 'falling'>
  readonly clock: Clock
  /** undefined: Entra ID is not configured. */
  readonly entra?: Pick<Entra, 'signIn'> | undefined
}

export interface PlannerWish {
  readonly show: string | undefined
  readonly onPlaced?: (placed: Placed) => Promise<void> | undefined
}

/** What a plan comes to in the directory of now. */
export interface Outcome {
  readonly planned: PlannedCampaign
  /** Those who can log on, of segments that people are in, by their office. */
  readonly people: ReadonlyMap<SegmentName, ReadonlyMap<string, number>>
  /** Who may approve, by objectGUID. */
  readonly operators: ReadonlySet<AccountId>
}

/** An account of the scope that is not excluded, and where it is. */
export interface Placed {
  readonly principal: Principal
  readonly place: Place
  readonly office: string
}

/**
 * Reads every account of the scope once, a page at a time, and says where each is. Writes nothing anywhere.
 *
 * @param show a rule, a segment or `undecided`, whose accounts are to be named.
 * @param onPlaced sees each account as it comes; what it gives is awaited before the next one.
 * @throws {Fault} `directory.unavailable`, `directory.refused`.
 */
export async function planCampaign(
  plan: CampaignPlan,
  sent: SentPlan,
  { directory, clock, entra, show, onPlaced }: PlannerDeps & PlannerWish,
): Promise<Outcome> {
  const { census } = directory
  const names = await lookUpNames(plan, directory)
  const head = await census.headPower()
  const domainAdmins = domainAdminsOf(await census.domainSid())
  const wish: CensusWish = {
    groups: [...names.groups.values(), ...head.trustees, domainAdmins],
    attributes: attributesOf(plan),
  }
  const people = await lookUpPeople(plan, names, { census, wish })
  const rules = allRules({ ...names, written: plan.segments, onHead: head.trustees })
  const officeOfHer = officeOf(plan)
  const tally = createTally({ officeOf: officeOfHer, show })
  const guard = createGuard({ census, wish, domainAdmins, operators: people.operators })
  const unreached = createUnreached(plan)
  const scope = openScope(plan.scope, { sent, names, census, wish })
  let excluded = 0
  for await (const principal of scope.accounts()) {
    if (people.isExcluded(principal)) {
      excluded++
      continue
    }
    guard.see(principal)
    const place = placeOf(principal, rules)
    tally.add(principal, place)
    if (place.decided) unreached.see(principal, place.segment)
    await onPlaced?.({ principal, place, office: officeOfHer(principal) })
  }
  const refusals = [
    ...refusedTimes(plan, clock()),
    ...names.refusals,
    ...people.refusals,
    ...scope.refusals(),
    ...(await guard.refusals()),
    ...refusedOfEntra(plan, tally, entra),
    ...(await refusedRights(plan, directory)),
  ]
  const planned = answerOf(plan, { tally, excluded, refusals, show, rules, head })
  return {
    planned: {
      ...planned,
      warnings: [...planned.warnings, ...unreached.warnings()],
      digest: digestOf(sent),
      tables: scope.tables.map((table) => table.look()),
    },
    people: new Map([...tally.segments].map(([segment, { offices }]) => [segment, offices])),
    operators: people.operators,
  }
}

interface ScopeDeps {
  readonly sent: SentPlan
  readonly names: Names
  readonly census: Directory['census']
  readonly wish: CensusWish
}

/** All parts one after the other; whoever is in two of them comes once. */
export function openScope(parts: readonly ScopePart[], { sent, names, census, wish }: ScopeDeps) {
  const tables: Table[] = []
  const empty: CampaignRefusal[] = []

  function pagesOf(part: ScopePart): AsyncIterable<readonly Principal[]> | undefined {
    const known = partOf(part, names)
    if (known !== undefined) return census.principals(known, wish)
    if (part.csv === undefined) return undefined
    const table = openTable(part.csv, sent.tables.get(part.csv), { census, wish })
    tables.push(table)
    return table.accounts()
  }

  return {
    tables,
    refusals: () => [...empty, ...tables.flatMap((table) => table.refusals())],
    async *accounts(): AsyncGenerator<Principal, void, void> {
      const seen = parts.length === 1 && isOnceEach(parts[0]) ? undefined : createSeen()
      for (const part of parts) {
        const pages = pagesOf(part)
        if (pages === undefined) continue
        let found = 0
        for await (const page of pages) {
          found += page.length
          for (const one of page) if (seen === undefined || seen.add(one.id)) yield one
        }
        // What is wrong with a table is said of the table.
        const isSaid = part.csv !== undefined && (tables.at(-1)?.refusals().length ?? 0) > 0
        if (found === 0 && !isSaid) empty.push({ code: 'scope-empty', subject: labelOf(part) })
      }
    },
  }
}

/** One search finds nobody twice; a group is several, and a table lists whom it likes. */
function isOnceEach(part: ScopePart | undefined): boolean {
  return part?.group === undefined && part?.csv === undefined
}

export function attributesOf({ segments, waves }: CampaignPlan): readonly string[] {
  const named = segments.map(({ attribute }) => attribute?.name).filter((one) => one !== undefined)
  return [...new Set([...named, ...(waves.offices === undefined ? [] : [waves.offices.attribute])])]
}

/** Only offices that the plan knows: else an attribute with anything in it would grow without end. */
function officeOf({ waves: { offices } }: CampaignPlan): (principal: Principal) => string {
  if (offices === undefined) return () => ''
  const known = new Map(Object.keys(offices.timeZones).map((name) => [name.toLowerCase(), name]))
  return ({ attributes }) => known.get(attributes.get(offices.attribute)?.[0]?.toLowerCase() ?? '') ?? ''
}

function refusedTimes({ t0, exclusions }: CampaignPlan, now: Date): readonly CampaignRefusal[] {
  const over = exclusions.filter(({ until }) => until !== undefined && new Date(`${until}T23:59:59Z`) < now)
  return [
    ...(new Date(t0) > now ? [{ code: 't0-in-future', subject: t0 } as const] : []),
    ...over.map(({ account, group, unit, until }) => ({
      code: 'exclusion-expired' as const,
      subject: `${account ?? group ?? unit ?? ''} (${until ?? ''})`,
    })),
  ]
}

function refusedOfEntra(
  plan: CampaignPlan,
  { segments }: Tally,
  entra: PlannerDeps['entra'],
): readonly CampaignRefusal[] {
  const code = entra === undefined ? 'entra-not-configured' : 'entra-elsewhere'
  if (entra?.signIn === 'password-hash-sync') return []
  return [...segments.keys()]
    .filter((segment) => wayOf(plan, segment) === 'entra-flag')
    .map((subject) => ({ code, subject }))
}

const wayOf = (plan: CampaignPlan, segment: SegmentName) => plan.ways[segment] ?? waysOf[segment][0]

interface Findings {
  readonly tally: Tally
  readonly excluded: number
  readonly refusals: readonly CampaignRefusal[]
  readonly show: string | undefined
  readonly rules: readonly Rule[]
  readonly head: HeadPower
}

function answerOf(
  plan: CampaignPlan,
  { tally, excluded, refusals, show, rules, head }: Findings,
): Omit<PlannedCampaign, 'digest' | 'tables'> {
  const segments = segmentName.options.flatMap((segment) => {
    const found = tally.segments.get(segment)
    if (found === undefined) return []
    const byRule = [...found.rules].map(([rule, { accounts, examples }]) => ({ rule, accounts, examples }))
    const way = wayOf(plan, segment)
    return [{ segment, way, accounts: found.accounts, disabled: found.disabled, rules: byRule }]
  })
  const reasons = undecidedWhy.options.flatMap((why) => {
    const found = tally.undecided.get(why)
    return found === undefined ? [] : [{ why, accounts: found.accounts, examples: found.examples }]
  })
  const undecided = sum(reasons)
  const warnings: readonly CampaignWarning[] = warningsOf(plan, { segments, rules, head })
  return {
    campaign: plan.campaign,
    trigger: plan.trigger,
    t0: new Date(plan.t0).toISOString(),
    accounts: sum(segments) + undecided,
    excluded,
    segments,
    deadline: deadlineOf(plan),
    undecided: { accounts: undecided, reasons },
    refusals: [...refusals],
    warnings: [...warnings],
    ...(show !== undefined && { shown: [...tally.shown] }),
  }
}

const sum = (all: readonly { readonly accounts: number }[]) =>
  all.reduce((to, { accounts }) => to + accounts, 0)
