import type { Audit } from '#audit'
import type { Directory } from '#directory'
import type { Route } from '#http'
import type { AccountId, Clock, Log, Random } from '#kernel'
import type { Courier, Notify } from '#notify'
import type { Storage } from '#storage'
import { createAccessPasses } from './access-pass/access-passes.ts'
import { createPreparedPasses, type PreparedPasses } from './access-pass/prepared.ts'
import { createPassDesk } from './access-pass/desk.ts'
import { passRoutes } from './access-pass/routes.ts'
import { createPassStore } from './access-pass/store-sql.ts'
import { createDeciding } from './approvals/deciding.ts'
import { openApprovals } from './approvals/open.ts'
import { approvalRoutes } from './approvals/routes.ts'
import { createApprovalStore } from './approvals/store-sql.ts'
import { createChallengeStore } from './challenges/store-sql.ts'
import type { ChallengeStore } from './challenges/store.ts'
import type { EnrolledFactor, Factor } from './factor.ts'
import type { Distrust } from './freezing/distrust.ts'
import { openMailCode } from './mail-code/open.ts'
import { createPasskeyStore } from './passkey/store-sql.ts'
import { openQuestions } from './questions/open.ts'
import { createAnswerStore } from './questions/store-sql.ts'
import { openRadiusClient } from './radius/client.ts'
import { createRadius } from './radius/radius.ts'
import { createHashCode } from './recovery-codes/hash.ts'
import type { Seal } from './sealing/seal.ts'
import { createTargetStore } from './sent-codes/store-sql.ts'
import type { FactorSettings } from './settings.ts'
import { openSmartCard } from './smart-card/open.ts'
import { createCardStore } from './smart-card/store-sql.ts'
import { openSmsCode } from './sms-code/open.ts'
import { createTokenDesk } from './token/desk.ts'
import { createImports } from './token/imports.ts'
import { tokenRoutes } from './token/routes.ts'
import { createTokenPool } from './token/store-sql.ts'
import { createTokens } from './token/token.ts'
import { createTriesStore } from './tries/store-sql.ts'
import type { TriesStore } from './tries/store.ts'

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
    | 'memberIds'
  >
  readonly audit: Audit
  readonly notify: Notify
  readonly courier: Courier
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly seal: Seal
  readonly settings: FactorSettings
  /** What an account has, of all factors. */
  readonly enrolled: (account: AccountId) => Promise<readonly EnrolledFactor[]>
  /** A pass or a token that is taken away proves nothing that was begun with it. */
  readonly distrust: Distrust
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
  readonly preparedPasses: PreparedPasses | undefined
  /** Forgets what is over. */
  prune(): Promise<void>
}

/** @throws {Fault} `config.invalid` for a section that cannot be. */
export async function createSwitchedOn(deps: SwitchedOnDeps): Promise<SwitchedOn> {
  const { storage, settings, clock } = deps
  const passStore = createPassStore(storage.tables())
  const passDeps = { ...deps, store: passStore, hash: createHashCode() }
  const passes = settings.accessPass && createAccessPasses(passDeps)
  const challengeStore = createChallengeStore(storage.tables())
  const triesStore = createTriesStore(storage.tables())
  const tokens = openTokens(deps, challengeStore)
  const passkey = await openPasskeys(deps, challengeStore)
  const smartCard =
    settings.smartCard &&
    (await openSmartCard(settings.smartCard, {
      ...deps,
      challengeStore,
      store: createCardStore(storage.tables()),
    }))
  const { mailCode, smsCode } = await openCodes(deps, { challengeStore, triesStore })
  const questions =
    settings.questions &&
    openQuestions(settings.questions, {
      ...deps,
      challengeStore,
      store: createAnswerStore(storage.tables()),
    })
  const radius = await openRadius(deps, challengeStore)
  const approving = openApproving(deps, { challengeStore, triesStore })
  return {
    factors: [
      passes,
      tokens.factor,
      passkey,
      smartCard?.factor,
      mailCode,
      smsCode?.factor,
      radius,
      questions,
      ...approving.factors,
    ].filter((factor) => factor !== undefined),
    routes: [
      ...passRoutes(passes && createPassDesk({ ...deps, passes })),
      ...tokens.routes,
      ...approving.routes,
    ],
    preparedPasses: settings.accessPass && createPreparedPasses(passDeps),
    async [Symbol.asyncDispose]() {
      await smsCode?.[Symbol.asyncDispose]()
      await smartCard?.listener[Symbol.asyncDispose]()
    },
    async prune() {
      await Promise.all([passStore.prune(clock()), approving.prune()])
    },
  }
}

/** Its library takes ten megabytes, which nobody pays who has no passkeys. */
async function openPasskeys(deps: SwitchedOnDeps, challengeStore: ChallengeStore) {
  const { passkey } = deps.settings
  if (passkey === undefined) return undefined
  const { openPasskey } = await import('./passkey/open.ts')
  return await openPasskey(passkey, {
    ...deps,
    challengeStore,
    store: createPasskeyStore(deps.storage.tables()),
  })
}

async function openRadius(deps: SwitchedOnDeps, challengeStore: ChallengeStore) {
  const { radius } = deps.settings
  if (radius === undefined) return undefined
  return createRadius(radius, { ...deps, challengeStore, client: await openRadiusClient(radius, deps) })
}

function openTokens(deps: SwitchedOnDeps, challengeStore: ChallengeStore) {
  const pool = createTokenPool(deps.storage.tables())
  const factor = deps.settings.tokens && createTokens({ ...deps, challengeStore, pool })
  const imports = createImports({ ...deps, pool })
  return { factor, routes: tokenRoutes(factor && createTokenDesk({ ...deps, pool, imports })) }
}

interface Stores {
  readonly challengeStore: ChallengeStore
  readonly triesStore: TriesStore
}

/** A night and a day's mail: as long as somebody may take to read that another enrolled for her. */
const usualHours = 24

function openApproving(deps: SwitchedOnDeps, stores: Stores) {
  const { storage, settings, clock } = deps
  const store = createApprovalStore(storage.tables())
  const deciding = createDeciding({
    ...deps,
    store,
    afterHours: settings.vouchersEnrolledForHours ?? usualHours,
  })
  return {
    factors: openApprovals(settings, { ...deps, ...stores, jobs: storage.jobs, store }),
    routes: approvalRoutes({ ...deps, deciding }),
    prune: () => store.prune(clock()),
  }
}

async function openCodes(deps: SwitchedOnDeps, stores: Stores) {
  const { storage, settings } = deps
  const distrustChangedAfter = settings.distrustAttributesChangedAfter
  const both = { ...deps, ...stores, jobs: storage.jobs, distrustChangedAfter }
  const storeOf = (factor: 'mail-code' | 'sms-code') => createTargetStore(storage.tables(), factor)
  return {
    mailCode: settings.mailCode && openMailCode(settings.mailCode, { ...both, store: storeOf('mail-code') }),
    smsCode:
      settings.smsCode && (await openSmsCode(settings.smsCode, { ...both, store: storeOf('sms-code') })),
  }
}
