/**
 * The rules for a new password that can be judged without a DC: MS-SAMR 3.1.1.7.2 (Cleartext Password Policy) and
 * the setting "Passwords must meet complexity requirements", whose text says what the five kinds are. The page runs
 * it while a person types, the server before it asks the DC.
 *
 * A password is taken as it is: never trimmed, never normalised, spaces and whole sentences welcome. What it leaves
 * out: history and minimum age (3.1.1.7.1), which only the DC knows, and password filters that a DC may have. The DC
 * has the last word. Whatever passes here passes a DC's own rules, of Windows by the book and of Samba as seen
 * (server/directory/password-rules.lab.test.ts). Samba 4.17 takes more: to it every character beyond ASCII without
 * case is of the fifth kind (€, §, ß, an Arabic digit, an emoji, a no-break space), and it does not look for names.
 */
export interface PasswordRules {
  /** In UTF-16 code units, as AD counts. */
  readonly minLength: number
  readonly complexity: boolean
  /** What complexity forbids inside the password, see `forbiddenWords`. */
  readonly forbiddenWords: readonly string[]
}

export type RuleProblem = 'too-short' | 'too-long' | 'too-simple' | 'contains-name' | 'unsupported-character'

/** `rule` is the problem that shows when the rule is not met. */
export interface RuleState {
  readonly rule: RuleProblem
  readonly met: boolean
}

/** MS-SAMR 3.1.1.7.2, "maximum password length constraint". The log-on screen of Windows itself stops at 127. */
export const maxPasswordLength = 256

/** "must contain characters from at least three of the following five classes" */
const kindsNeeded = 3

/**
 * Title case letters (U+01C5 ǅ) are neither upper nor lower, as in GetStringTypeW. What has case is of its kind also
 * where it is no letter (ⅷ, ⓐ). A space is of no kind, nor are currency signs beyond `$`.
 */
const kinds: readonly RegExp[] = [
  /\p{Uppercase}/u,
  /[\p{Ll}[\p{Lowercase}&&\p{Changes_When_Uppercased}]]/v,
  /[0-9]/u,
  /[~!@#$%^&*_\-+=`|\\(){}[\]:;"'<>,.?/]/u,
  /[\p{Alphabetic}--[\p{Uppercase}\p{Ll}[\p{Lowercase}&&\p{Changes_When_Uppercased}]]]/v,
]

/** Nothing types a control character at a log-on screen, and a lone surrogate is no text at all. */
const unsupported = /[\p{Cc}\p{Cs}]/u

/** "delimited by": space, tab, comma, full stop, hyphen, underscore, number sign. */
const nameDelimiters = /[ \t,.\-_#]+/

const shortestWord = 3

/** The account name as a whole and the parts of the display name, without those of one or two characters. */
export function forbiddenWords(sAMAccountName: string, displayName: string): readonly string[] {
  const words = [sAMAccountName, ...displayName.split(nameDelimiters)]
  return [...new Set(words.filter((word) => word.length >= shortestWord))]
}

/** Every rule that is broken; empty: as far as can be told without a DC, the password will be taken. */
export function checkPassword(candidate: string, rules: PasswordRules): readonly RuleProblem[] {
  return ruleStates(candidate, rules).flatMap(({ rule, met }) => (met ? [] : [rule]))
}

/**
 * The rules as a page ticks them off, in a steady order. Those that nobody need read beforehand, `too-long` and
 * `unsupported-character`, are there only while they are broken.
 */
export function ruleStates(candidate: string, rules: PasswordRules): readonly RuleState[] {
  const states: RuleState[] = []
  if (rules.minLength > 0) states.push({ rule: 'too-short', met: candidate.length >= rules.minLength })
  if (rules.complexity) {
    states.push({ rule: 'too-simple', met: kindsIn(candidate) >= kindsNeeded })
    if (rules.forbiddenWords.length > 0) {
      states.push({ rule: 'contains-name', met: !containsWord(candidate, rules.forbiddenWords) })
    }
  }
  if (candidate.length > maxPasswordLength) states.push({ rule: 'too-long', met: false })
  if (unsupported.test(candidate)) states.push({ rule: 'unsupported-character', met: false })
  return states
}

function kindsIn(candidate: string): number {
  return kinds.filter((kind) => kind.test(candidate)).length
}

function containsWord(candidate: string, words: readonly string[]): boolean {
  const low = candidate.toLowerCase()
  return words.some((word) => word.length >= shortestWord && low.includes(word.toLowerCase()))
}
