import type { MailCodeSettings } from './mail-code/mail-code.ts'
import type { QuestionSettings } from './questions/open.ts'
import type { PasskeySettings } from './passkey/settings.ts'
import type { RadiusConfig } from './radius/client.ts'
import type { RadiusFactorSettings } from './radius/radius.ts'
import type { SmartCardSettings } from './smart-card/settings.ts'
import type { SmsCodeSettings } from './sms-code/open.ts'

/**
 * What the configuration says of each factor, as its own folder wants it. A factor without a section is switched off;
 * authenticator apps and recovery codes need none.
 */
export interface FactorSettings {
  readonly passkey?: PasskeySettings | undefined
  readonly smartCard?: SmartCardSettings | undefined
  readonly accessPass?: object | undefined
  /** Hardware tokens of the organisation's pool. */
  readonly tokens?: object | undefined
  readonly managerApproval?: object | undefined
  /** `group`: whose members may vouch; left out: everybody. */
  readonly colleagueApproval?: { readonly group?: string | undefined } | undefined
  /** So long an approver must have had the factor by which she proves; left out: 24. */
  readonly vouchersEnrolledForHours?: number | undefined
  readonly questions?: QuestionSettings | undefined
  readonly mailCode?: MailCodeSettings | undefined
  readonly smsCode?: SmsCodeSettings | undefined
  readonly radius?: (RadiusFactorSettings & RadiusConfig) | undefined
  /** Where AD says that somebody is reached is not believed if it was written later than this, or nobody knows when. */
  readonly distrustAttributesChangedAfter?: Date | undefined
}
