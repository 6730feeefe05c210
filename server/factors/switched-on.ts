import type { Audit } from '#audit'
import type { Directory } from '#directory'
import type { Route } from '#http'
import type { Clock, Random } from '#kernel'
import type { Notify } from '#notify'
import type { Storage } from '#storage'
import { createAccessPasses } from './access-pass/access-passes.ts'
import { createPassDesk } from './access-pass/desk.ts'
import { passRoutes } from './access-pass/routes.ts'
import { createPassStore } from './access-pass/store-sql.ts'
import type { Factor } from './factor.ts'
import { createHashCode } from './recovery-codes/hash.ts'
import type { Seal } from './sealing/seal.ts'
import type { FactorSettings } from './settings.ts'

export interface SwitchedOnDeps {
  readonly storage: Pick<Storage, 'tables' | 'jobs'>
  readonly directory: Pick<Directory, 'find' | 'read'>
  readonly audit: Audit
  readonly notify: Notify
  readonly clock: Clock
  readonly random: Random
  readonly seal: Seal
  readonly settings: FactorSettings
}

/** What a factor that has a section in the configuration brings. */
export interface SwitchedOn {
  readonly factors: readonly Factor[]
  /** Also of those that are switched off: they say so. */
  readonly routes: readonly Route[]
  /** Forgets what is over. */
  prune(): Promise<void>
}

export function createSwitchedOn(deps: SwitchedOnDeps): SwitchedOn {
  const { storage, settings, clock } = deps
  const passStore = createPassStore(storage.tables())
  const passes =
    settings.accessPass && createAccessPasses({ ...deps, store: passStore, hash: createHashCode() })
  return {
    factors: [passes].filter((factor) => factor !== undefined),
    routes: passRoutes(passes && createPassDesk({ ...deps, passes })),
    async prune() {
      await passStore.prune(clock())
    },
  }
}
