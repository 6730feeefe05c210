import type { FactorName, Purpose } from '@keyturn/contract'
import { sidFromText } from '@keyturn/protocols/ad'
import type { Directory } from '#directory'
import { Fault } from '#kernel'
import type { Need, Policy } from './policy.ts'
import { strictest, type Rule } from './rules.ts'

export interface PolicyConfig {
  /** For everybody whom no rule names. */
  readonly reset: Need
  readonly unlock: Need
  /** By sAMAccountName, DOMAIN\name, distinguished name or SID; members of member groups count. */
  readonly groups: readonly GroupRule[]
}

interface GroupRule {
  readonly group: string
  readonly reset?: Need | undefined
  readonly unlock?: Need | undefined
}

export interface PolicyDeps {
  readonly directory: Pick<Directory, 'groupSid' | 'groupsOf'>
}

/**
 * Rules by group over a default. A rule that matches replaces the default, so it may also ask for less; of several
 * the strictest counts. Group names are looked up once, so a group that is renamed keeps its rule until the next
 * start.
 */
export function createPolicy(config: PolicyConfig, { directory }: PolicyDeps): Policy {
  let resolved: Promise<readonly Rule[]> | undefined

  /** One look-up for all who ask at once; one that failed is tried again. */
  async function rules(): Promise<readonly Rule[]> {
    const asked = (resolved ??= resolve(config.groups, directory))
    try {
      return await asked
    } catch (error) {
      if (resolved === asked) resolved = undefined
      throw error
    }
  }

  return {
    shown: (purpose) => shownFactors(config, purpose),

    async needFor(account, purpose) {
      if (account.isProtected || account.disabled || account.expired) return undefined
      const all = await rules()
      if (all.length === 0) return config[purpose]
      return strictest(all, await directory.groupsOf(account.id), purpose) ?? config[purpose]
    },

    async check() {
      await rules()
    },
  }
}

/** Everything that counts for somebody, so that it tells nothing about whom. */
function shownFactors({ groups, ...config }: PolicyConfig, purpose: Purpose): readonly FactorName[] {
  const needs = [config[purpose], ...groups.flatMap((rule) => rule[purpose] ?? [])]
  return [...new Set(needs.flatMap(({ factors }) => factors))]
}

/** All or none: a rule that is left out because its group is not there would let its people do with less. */
async function resolve(
  groups: readonly GroupRule[],
  directory: Pick<Directory, 'groupSid'>,
): Promise<readonly Rule[]> {
  const found = await Promise.all(
    groups.map(async ({ group, reset, unlock }) => ({
      name: group,
      sid: sidFromText(group) ?? (await directory.groupSid(group)),
      needs: { ...(reset && { reset }), ...(unlock && { unlock }) },
    })),
  )
  const missing = found.filter(({ sid }) => sid === undefined).map(({ name }) => `"${name}"`)
  if (missing.length > 0) {
    throw new Fault(
      'config.invalid',
      `policy.groups names ${missing.join(', ')}, which the directory does not know`,
    )
  }
  return found.flatMap(({ sid, needs }) => (sid === undefined ? [] : [{ group: sid, needs }]))
}
