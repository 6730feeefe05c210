import type { CampaignRefusal, CampaignWarning, SegmentName } from '@keyturn/contract'
import type { Directory, Principal } from '#directory'
import type { CampaignPlan } from './schema.ts'

/** Of those whose maximum age is to fall: whom that never asks, because their passwords never expire. */
export interface Unreached {
  see(principal: Principal, segment: SegmentName): void
  warnings(): readonly CampaignWarning[]
}

const mostExamples = 5

export function createUnreached({ ways }: Pick<CampaignPlan, 'ways'>): Unreached {
  const found = new Map<SegmentName, { count: number; readonly names: string[] }>()
  return {
    see({ neverExpires, sAMAccountName }, segment) {
      if (!neverExpires || ways[segment] !== 'falling-maximum-age') return
      const known = found.get(segment) ?? { count: 0, names: [] }
      if (known.count++ < mostExamples) known.names.push(sAMAccountName)
      found.set(segment, known)
    },
    warnings: () =>
      [...found].map(([segment, { count, names }]) => {
        const more = count > names.length ? ', …' : ''
        const subject = `${segment}: ${count} (${names.join(', ')}${more})`
        return { code: 'falling-not-reached', subject } as const
      }),
  }
}

/** What the service account lacks for it: nobody should approve what cannot run. */
export async function refusedRights(
  { ways, falling }: Pick<CampaignPlan, 'ways' | 'falling'>,
  directory: Pick<Directory, 'falling'>,
): Promise<readonly CampaignRefusal[]> {
  if (falling === undefined || !Object.values(ways).includes('falling-maximum-age')) return []
  const missing = await directory.falling.missingRights(falling.unit)
  return missing.map((subject) => ({ code: 'falling-right-missing', subject }) as const)
}
