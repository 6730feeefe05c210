import type { Courier } from '#notify'
import type { Factor } from '../factor.ts'
import { createSentCodes, type SentCodesDeps } from '../sent-codes/sent-codes.ts'
import { createFloodGate } from '../tries/floods.ts'
import { codesPerTarget } from '../tries/limits.ts'
import type { TriesStore } from '../tries/store.ts'
import { createMailChannel, type MailCodeSettings } from './mail-code.ts'

export interface MailCodeDeps extends Omit<SentCodesDeps, 'gate'> {
  readonly triesStore: Pick<TriesStore, 'countAlone'>
  readonly courier: Courier
  readonly distrustChangedAfter: Date | undefined
}

/** Before `jobs.start`. */
export function openMailCode(settings: MailCodeSettings, deps: MailCodeDeps): Factor {
  const gate = createFloodGate({ ...deps, store: deps.triesStore }, 'mailbox', codesPerTarget)
  return createSentCodes(createMailChannel(settings, deps), { ...deps, gate })
}
