import { z } from 'zod'
import { factorName, instant, label } from './common.ts'

/**
 * What an answer to a factor may look like: typed text, or the JSON of what a browser or a form made. The longest are
 * passkeys' attestations with their certificates.
 */
const answerText = z.string().trim().max(16_384)

export const answerFactor = z.strictObject({ factor: factorName, answer: answerText })

/** Asks a factor to begin: to send a code, to ask for a passkey, to ask a manager. */
export const askFactor = z.strictObject({
  factor: factorName,
  /** For `colleague-approval`: who is asked, as the person would name her. */
  whom: z.string().trim().min(1).max(320).optional(),
})

/** Options for the browser as JSON (WebAuthn L3, 5.1.8 and 5.1.9), handed to `navigator.credentials` as they are. */
const browserOptions = z.record(z.string(), z.unknown())

/** The text of a question is the organisation's or the product's own: `id` finds the words for the latter. */
const question = z.object({ id: z.string(), text: z.string() })
export type Question = z.infer<typeof question>

/**
 * What the person has to do now. The same for every name that anyone types, whoever exists and whatever is enrolled,
 * until a first proof succeeded.
 */
export const challenge = z.discriminatedUnion('kind', [
  /** Nothing was begun: the answer is typed. */
  z.object({ kind: z.literal('type') }),
  /** A code is on its way, if there is somewhere to send it. */
  z.object({ kind: z.literal('sent'), expires: instant }),
  z.object({ kind: z.literal('passkey'), options: browserOptions }),
  /** A form with the field `ticket` is sent to `url`, where the browser shows the card; then it comes back. */
  z.object({ kind: z.literal('card'), url: z.url(), ticket: z.string() }),
  z.object({ kind: z.literal('questions'), questions: z.array(question) }),
  /** Somebody else was asked. `number`: she sees the same one, and so knows whom she helps. */
  z.object({ kind: z.literal('waiting'), number: z.string(), expires: instant }),
  /** One more answer to the same factor (RADIUS Access-Challenge); `prompt` is the other server's. */
  z.object({ kind: z.literal('more'), prompt: z.string() }),
])
export type Challenge = z.infer<typeof challenge>

/** Whether what was begun elsewhere (an approval, a card) can be answered now. For a stranger: never. */
export const challengeState = z.object({ ready: z.boolean() })

/** `wish`: a telephone number, a mail address or a token's serial, by factor. */
export const offerFactor = z.strictObject({
  factor: factorName,
  wish: z.string().trim().min(1).max(320).optional(),
})

/** What is needed to enrol one factor. It counts for nothing until it was confirmed, within ten minutes. */
export const factorOffer = z.discriminatedUnion('kind', [
  /** The seed is shown once: as an `otpauth://` URI (Google's Key URI format) for the QR code, as base32 for typing. */
  z.object({ kind: z.literal('totp'), id: z.string(), uri: z.string(), seed: z.string() }),
  z.object({ kind: z.literal('passkey'), id: z.string(), options: browserOptions }),
  /** A code went to `to` (masked), which shows that it is hers. */
  z.object({ kind: z.literal('sent'), id: z.string(), to: z.string() }),
  z.object({ kind: z.literal('card'), id: z.string(), url: z.url(), ticket: z.string() }),
  /** She answers at least `least` of them. */
  z.object({
    kind: z.literal('questions'),
    id: z.string(),
    least: z.int(),
    questions: z.array(question),
  }),
  /** A hardware token shows its codes: `codes` of them, one after the other, separated by a blank. */
  z.object({ kind: z.literal('token'), id: z.string(), codes: z.int() }),
])
export type FactorOffer = z.infer<typeof factorOffer>

export const confirmFactor = z.strictObject({
  factor: factorName,
  id: z.string().max(64),
  answer: answerText.min(1),
  name: label.min(1),
})

/** The code of a notice that was about something she did not do: see `Freezes`. */
export const raiseAlarm = z.strictObject({ code: z.string().trim().min(1).max(64) })
export const alarmRaised = z.object({ frozen: z.boolean() })

export const renameFactor = z.strictObject({ name: label.min(1) })
