import { join } from 'node:path'
import { createAskedStore, createAsking, type Asking } from '#asking'
import { createFactors, type Factors } from '#factors'
import type { Sessions } from '#http'
import type { AccountId } from '#kernel'
import { createCourier, createMailer, createNotify, type Notify } from '#notify'
import { createPolicy, type Policy } from '#policy'
import { effects, type Ground } from './ground.ts'

/**
 * Factors ask the policy what is enough, and the policy asks factors who could prove what; factors send notices, and a
 * notice asks factors for the code that freezes them.
 */
export async function buildProofs(
  ground: Ground,
  sessions: Sessions,
  forgetProofs: (account: AccountId) => Promise<void>,
) {
  const { config, directory } = ground
  const notify = buildNotify(ground, (account) => factors.freezes.alarmFor(account))
  const factors: Factors = await createFactors({
    ...ground,
    notify,
    ...effects,
    sessions,
    forgetProofs,
    courier: createCourier({
      ...effects,
      helpDesk: config.helpDesk,
      mailer: createMailer(config.mail, config.name),
    }),
    settings: config.factors,
    keyFile: join(config.stateDirectory, 'factors.key'),
    issuer: config.name,
    publicUrl: config.publicUrl,
    isEnough: (account, purpose, proofs) => policy.enough(account, purpose, proofs),
    enrolBy: (account) => asking.enrolBy(account),
  })
  const policy: Policy = createPolicy(config.policy, {
    directory,
    factors: factors.all,
    frozenAmong: (accounts) => factors.freezes.frozenAmong(accounts),
  })
  const asking: Asking = buildAsking(ground, { notify, policy })
  return { factors, policy, notify, asking }
}

function buildAsking(ground: Ground, parts: { readonly notify: Notify; readonly policy: Policy }): Asking {
  const { config, storage } = ground
  const { deadline, ...enrolment } = config.enrolment
  return createAsking({
    ...ground,
    ...parts,
    ...effects,
    jobs: storage.jobs,
    store: createAskedStore(storage.tables()),
    page: new URL('/me', config.publicUrl).href,
    config: { ...enrolment, deadline: deadline === undefined ? null : new Date(`${deadline}T23:59:59Z`) },
  })
}

function buildNotify(
  { config, storage, log, audit }: Ground,
  codeFor: (account: AccountId) => Promise<string>,
): Notify {
  return createNotify({
    ...effects,
    log,
    jobs: storage.jobs,
    helpDesk: config.helpDesk,
    mailer: createMailer(config.mail, config.name),
    alarm: { page: new URL('/not-me', config.publicUrl).href, codeFor },
    onEnd: async ({ kind, to, sent }) => {
      const type = sent ? 'notice.sent' : 'notice.failed'
      const outcome = sent ? 'ok' : 'refused'
      await audit.append({ type, account: null, origin: null, outcome, facts: { notice: kind, to } })
    },
  })
}
