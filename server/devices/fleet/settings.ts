import type { CachePolicy } from './store.ts'

/** Whether a person's other computers follow a reset. On, a new password is kept, sealed, for so many hours. */
export interface FollowSettings {
  readonly enabled: boolean
  readonly hours: number
  /** Also computers that were assigned to nobody: whose log-ons are kept there is their own word. */
  readonly dangerouslyWhoeverIsCached: boolean
}

type WantedLogons = { readonly [K in keyof CachePolicy]?: CachePolicy[K] | undefined }

/** The `devices` section of the configuration. */
export interface FleetSettings {
  /** How often a device comes whose link never changes. */
  readonly checkInMinutes: number
  readonly follow: FollowSettings
  /** How computers shall keep log-ons; what is not said is left to them. What is wanted, those are ordered to whose own administrator lets them be. */
  readonly logons: WantedLogons
  /** What is wanted otherwise of some, by their names with `*`: the first group that has a computer counts. */
  readonly groups: readonly { readonly names: readonly string[]; readonly logons: WantedLogons }[]
}
