import { factorName, type RouteBody } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import type { Clock } from '#kernel'
import type { Notify } from '#notify'
import type { Factor, PreEnrolled } from '../factor.ts'

export type ImportLine = RouteBody<'admin.factors-import'>['lines'][number]

/** How one line ended. `ready`: in a dry run, it would be enrolled unless it is there already. */
export type LineEnd = PreEnrolled | 'ready' | 'unknown' | 'ambiguous' | 'protected' | 'no-such-factor'

export interface ImportDeps {
  readonly factors: ReadonlyMap<string, Factor>
  readonly directory: Pick<Directory, 'find'>
  readonly audit: Audit
  readonly notify: Notify
  readonly clock: Clock
}

/**
 * Enrols people before they first come, from an administrator's list. Each line ends by itself: one that is wrong
 * keeps no other from being done, and the same list a second time changes nothing.
 */
export function createImport(deps: ImportDeps) {
  return async (lines: readonly ImportLine[], dryRun: boolean) => {
    const ends: { line: number; end: LineEnd }[] = []
    for (const line of lines) ends.push({ line: line.line, end: await importOne(deps, line, dryRun) })
    return ends
  }
}

async function importOne(deps: ImportDeps, line: ImportLine, dryRun: boolean): Promise<LineEnd> {
  const name = factorName.safeParse(line.factor)
  const factor = name.success ? deps.factors.get(name.data) : undefined
  if (factor?.preEnrol === undefined) return 'no-such-factor'
  const found = await deps.directory.find(line.account)
  if (!found.found) return found.why
  if (found.account.isProtected) return 'protected'
  return dryRun ? 'ready' : await enrol(deps, factor, found.account, line)
}

async function enrol(
  { audit, notify, clock }: ImportDeps,
  factor: Factor,
  account: Account,
  line: ImportLine,
): Promise<LineEnd> {
  const event = {
    type: 'factor.enrolled',
    account: { id: account.id, sid: account.sid },
    origin: null,
    facts: { factor: factor.name, by: 'import' },
  } as const
  await audit.append({ ...event, outcome: 'announced' })
  const end = (await factor.preEnrol?.(account, line.value, line.name)) ?? 'invalid'
  await audit.append({ ...event, outcome: end === 'done' ? 'ok' : 'refused', facts: { ...event.facts, end } })
  if (end === 'done') {
    await notify.send({
      kind: 'factor-enrolled',
      account: account.id,
      to: account.mail === null ? [] : [account.mail],
      name: account.displayName,
      at: clock(),
      address: null,
    })
  }
  return end
}
