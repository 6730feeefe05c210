import { sidFromText, type Sid } from '@keyturn/protocols/ad'
import type { Directory } from '#directory'
import { Fault } from '#kernel'
import { policyPurposes } from './policy.ts'
import type { Rule } from './rules.ts'
import { withWorth, type Factors, type PolicyConfig } from './settings.ts'

/** The configuration with the groups it names, as the directory knows them. */
export interface Resolved {
  readonly rules: readonly Rule<Sid>[]
  readonly admins: readonly Sid[]
}

interface GroupDeps {
  readonly directory: Pick<Directory, 'groupSid'>
  readonly factors: Factors
}

/** Looks the groups up once: one look-up for all who ask at once, and one that failed is tried again. */
export function createGroups(config: PolicyConfig, deps: GroupDeps): () => Promise<Resolved> {
  let resolved: Promise<Resolved> | undefined
  return async () => {
    const asked = (resolved ??= resolve(config, deps))
    try {
      return await asked
    } catch (error) {
      if (resolved === asked) resolved = undefined
      throw error
    }
  }
}

/** All or none: a rule that is left out because its group is not there would let its people do with less. */
async function resolve(config: PolicyConfig, { directory, factors }: GroupDeps): Promise<Resolved> {
  const sidOf = async (name: string) => sidFromText(name) ?? (await directory.groupSid(name))
  const named = [...config.groups.map(({ group }) => group), ...config.admins]
  const sids = new Map(await Promise.all(named.map(async (name) => [name, await sidOf(name)] as const)))
  const missing = named.filter((name) => sids.get(name) === undefined).map((name) => `"${name}"`)
  if (missing.length > 0) {
    throw new Fault('config.invalid', `policy names ${missing.join(', ')}, which the directory does not know`)
  }
  const known = (name: string) => sids.get(name) ?? ('' as Sid)
  return {
    admins: config.admins.map(known),
    rules: config.groups.map(({ group, ...written }) => ({
      name: group,
      group: known(group),
      needs: Object.fromEntries(
        policyPurposes.flatMap((purpose) => {
          const need = written[purpose]
          return need === undefined ? [] : [[purpose, withWorth(need, config, factors)]]
        }),
      ),
    })),
  }
}
