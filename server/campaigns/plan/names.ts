import type { CampaignRefusal } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { CensusPart, Directory } from '#directory'
import type { CampaignPlan, ScopePart } from './schema.ts'

type PlanDirectory = Pick<Directory, 'census' | 'groupSid'>

/** Groups and places of a plan, as the directory knows them; what it does not know is refused, never left out. */
export interface Names {
  readonly groups: ReadonlyMap<string, Sid>
  /** By what the plan writes: DNs as the DC writes them, which those of accounts end in. */
  readonly units: ReadonlyMap<string, string>
  readonly refusals: readonly CampaignRefusal[]
}

export async function lookUpNames(plan: CampaignPlan, directory: PlanDirectory): Promise<Names> {
  const groups = new Map<string, Sid>()
  const units = new Map<string, string>()
  const refusals: CampaignRefusal[] = []
  const parts = [...plan.scope, ...plan.exclusions, ...plan.segments]
  for (const name of new Set(parts.map(({ group }) => group).filter((one) => one !== undefined))) {
    const sid = await directory.groupSid(name)
    if (sid === undefined) refusals.push({ code: 'group-unknown', subject: name })
    else groups.set(name, sid)
  }
  for (const dn of new Set(parts.map(({ unit }) => unit).filter((one) => one !== undefined))) {
    const own = await directory.census.ownDn(dn)
    if (own === undefined) refusals.push({ code: 'unit-unknown', subject: dn })
    else units.set(dn, own)
  }
  for (const { filter } of plan.scope) {
    if (filter !== undefined && !directory.census.isFilter(filter)) {
      refusals.push({ code: 'filter-invalid', subject: filter })
    }
  }
  return { groups, units, refusals }
}

/** undefined: a table, or what is not there. */
export function partOf(part: ScopePart, { groups, units, refusals }: Names): CensusPart | undefined {
  const isRefused = (subject: string) => refusals.some((one) => one.subject === subject)
  if (part.domain !== undefined) return { in: 'domain' }
  if (part.unit !== undefined) {
    const dn = units.get(part.unit)
    return dn === undefined ? undefined : { in: 'unit', dn }
  }
  if (part.filter !== undefined)
    return isRefused(part.filter) ? undefined : { in: 'filter', filter: part.filter }
  const group = part.group === undefined ? undefined : groups.get(part.group)
  return group && { in: 'group', group }
}

/** As a person recognises it in her file. */
export function labelOf({ domain, unit, group, filter, csv }: ScopePart): string {
  if (domain !== undefined) return 'domain: all'
  if (unit !== undefined) return `unit: ${unit}`
  if (group !== undefined) return `group: ${group}`
  return filter === undefined ? `csv: ${csv ?? ''}` : `filter: ${filter}`
}
