/**
 * Tells people what happened to their account, by mail, through durable jobs. It must not know why: callers give
 * the account's addresses and one of the known notices; words are per language.
 */
export { everyMailbox, isMailbox, maskAddress } from './addresses.ts'
export type { CodeMail } from './code-mail.ts'
export { createCourier, type Courier } from './courier.ts'
export { lookAtMail, type MailLook } from './look.ts'
export { createMailer, type MailConfig, type Mailer } from './mailer.ts'
export { createNotify, type NoticeEnd, type NotifyDeps } from './notices.ts'
export {
  happenings,
  type CampaignFacts,
  type CampaignNotice,
  type Contacts,
  type Notice,
  type Notify,
} from './notify.ts'
