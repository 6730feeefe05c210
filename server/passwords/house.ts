import { readFile } from 'node:fs/promises'
import { strength, type PasswordPolicy, type Strength } from '@keyturn/contract'
import { builtInWords, type BannedWord } from '@keyturn/protocols/banned-words'
import { noBreachedList } from './breached/index.ts'

/** What the organisation asks of a new password beyond AD. */
export interface HouseRules {
  readonly organisation: string
  /** The organisation's own list. */
  readonly bannedWords: readonly string[]
  /** Whether what AD says of the person herself is banned. */
  readonly bansOwnWords: boolean
  /** So many characters must be left when banned words are taken away. */
  readonly besides: number
  readonly leastStrength: Strength | null
  readonly lifetimes: readonly Lifetime[]
}

type Lifetime = NonNullable<PasswordPolicy['house']>['lifetimes'][number]

/** AD's rules alone: nothing is banned and no strength asked for. */
export const noHouse = {
  house: {
    organisation: '',
    bannedWords: [],
    bansOwnWords: false,
    besides: 0,
    leastStrength: null,
    lifetimes: [],
  } satisfies HouseRules,
  strengths: { estimate: async () => null, warm: () => {} },
  breached: noBreachedList,
}

/** Weakest first. */
export const strengthOrder: readonly Strength[] = strength.options

/** What a page may know besides her own words: the name of the house is on every page. */
export function publicWords({ organisation }: HouseRules): readonly BannedWord[] {
  return [{ kind: 'banned-organisation', word: organisation }]
}

/** The list stays on the server: it may name what is secret. */
export function serverWords(rules: HouseRules): readonly BannedWord[] {
  const listed = rules.bannedWords.map((word) => ({ kind: 'banned-word', word }) as const)
  return [...publicWords(rules), ...listed, ...builtInWords]
}

/** As an administrator writes it. */
export interface HouseSettings {
  readonly bannedWordsFile?: string | undefined
  readonly bansOwnWords: boolean
  readonly besides: number
  readonly leastStrength: Strength | 'any'
  readonly lifetimes: readonly (Lifetime & { readonly group: string })[]
}

/** Reads the list of words that the settings name, if they name one. */
export async function readHouseRules(organisation: string, settings: HouseSettings): Promise<HouseRules> {
  const { bannedWordsFile: file, bansOwnWords, besides, leastStrength, lifetimes } = settings
  return {
    organisation,
    bannedWords: file === undefined ? [] : readWordList(await readFile(file, 'utf8')),
    bansOwnWords,
    besides,
    leastStrength: leastStrength === 'any' ? null : leastStrength,
    lifetimes: lifetimes
      .map(({ atLeast, maxAgeDays }) => ({ atLeast, maxAgeDays }))
      .toSorted((a, b) => b.atLeast - a.atLeast),
  }
}

/** A list as administrators keep it: one word a line, `#` begins a remark. */
export function readWordList(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim())
  return lines.filter((line) => line !== '')
}
