import type { Audit } from '#audit'
import type { Directory } from '#directory'
import type { Route } from '#http'
import type { Clock, Log, Random } from '#kernel'
import type { Courier, Notify } from '#notify'
import type { Storage } from '#storage'
import { createAccessPasses } from './access-pass/access-passes.ts'
import { createPassDesk } from './access-pass/desk.ts'
import { passRoutes } from './access-pass/routes.ts'
import { createPassStore } from './access-pass/store-sql.ts'
import { createDeciding } from './approvals/deciding.ts'
import { openApprovals } from './approvals/open.ts'
import { approvalRoutes } from './approvals/routes.ts'
import { createApprovalStore } from './approvals/store-sql.ts'
import { createChallengeStore } from './challenges/store-sql.ts'
import type { Factor } from './factor.ts'
import { openMailCode } from './mail-code/open.ts'
import { openPasskey } from './passkey/open.ts'
import { createPasskeyStore } from './passkey/store-sql.ts'
import { openQuestions } from './questions/open.ts'
import { createAnswerStore } from './questions/store-sql.ts'
import { createHashCode } from './recovery-codes/hash.ts'
import type { Seal } from './sealing/seal.ts'
import { createTargetStore } from './sent-codes/store-sql.ts'
import type { FactorSettings } from './settings.ts'
import { openSmartCard } from './smart-card/open.ts'
import { createCardStore } from './smart-card/store-sql.ts'
import { createTokenDesk } from './token/desk.ts'
import { createImports } from './token/imports.ts'
import { tokenRoutes } from './token/routes.ts'
import { createTokenPool } from './token/store-sql.ts'
import { createTokens } from './token/token.ts'
import { createTriesStore } from './tries/store-sql.ts'

export interface SwitchedOnDeps {
  readonly storage: Pick<Storage, 'tables' | 'jobs'>
  readonly directory: Pick<
    Directory,
    | 'find'
    | 'findByCard'
    | 'read'
    | 'existing'
    | 'attributesOf'
    | 'peopleIn'
    | 'managerOf'
    | 'groupSid'
    | 'groupsOf'
  >
  readonly audit: Audit
  readonly notify: Notify
  readonly courier: Courier
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly seal: Seal
  readonly settings: FactorSettings
  /** The portal's address, which passkeys are bound to. */
  readonly publicUrl: string
  /** What authenticators show above the account's name. */
  readonly issuer: string
}

/** What a factor that has a section in the configuration brings. Disposing of it ends what listens. */
export interface SwitchedOn extends AsyncDisposable {
  readonly factors: readonly Factor[]
  /** Also of those that are switched off: they say so. */
  readonly routes: readonly Route[]
  /** Forgets what is over. */
  prune(): Promise<void>
}

/** @throws {Fault} `config.invalid` for a section that cannot be. */
export async function createSwitchedOn(deps: SwitchedOnDeps): Promise<SwitchedOn> {
  const { storage, settings, clock } = deps
  const passStore = createPassStore(storage.tables())
  const passes =
    settings.accessPass && createAccessPasses({ ...deps, store: passStore, hash: createHashCode() })
  const challengeStore = createChallengeStore(storage.tables())
  const triesStore = createTriesStore(storage.tables())
  const pool = createTokenPool(storage.tables())
  const tokens = settings.tokens && createTokens({ ...deps, challengeStore, pool })
  const passkey =
    settings.passkey &&
    (await openPasskey(settings.passkey, {
      ...deps,
      challengeStore,
      store: createPasskeyStore(storage.tables()),
    }))
  const smartCard =
    settings.smartCard &&
    (await openSmartCard(settings.smartCard, {
      ...deps,
      challengeStore,
      store: createCardStore(storage.tables()),
    }))
  const mailCode =
    settings.mailCode &&
    openMailCode(settings.mailCode, {
      ...deps,
      challengeStore,
      jobs: storage.jobs,
      store: createTargetStore(storage.tables(), 'mail-code'),
      triesStore,
      distrustChangedAfter: settings.distrustAttributesChangedAfter,
    })
  const questions =
    settings.questions &&
    openQuestions(settings.questions, {
      ...deps,
      challengeStore,
      store: createAnswerStore(storage.tables()),
    })
  const approvalStore = createApprovalStore(storage.tables())
  const asking = { challengeStore, triesStore, jobs: storage.jobs, store: approvalStore }
  const approvals = openApprovals(settings, { ...deps, ...asking })
  const deciding = createDeciding({ ...deps, store: approvalStore })
  return {
    factors: [passes, tokens, passkey, smartCard?.factor, mailCode, questions, ...approvals].filter(
      (factor) => factor !== undefined,
    ),
    routes: [
      ...passRoutes(passes && createPassDesk({ ...deps, passes })),
      ...tokenRoutes(tokens && createTokenDesk({ ...deps, pool, imports: createImports({ ...deps, pool }) })),
      ...approvalRoutes({ ...deps, deciding }),
    ],
    [Symbol.asyncDispose]: async () => smartCard?.listener[Symbol.asyncDispose](),
    async prune() {
      await Promise.all([passStore.prune(clock()), approvalStore.prune(clock())])
    },
  }
}
