import { randomBytes } from 'node:crypto'
import type { Challenge, FactorName } from '@keyturn/contract'
import { looksUntilKnown, questions, rightAnswerTo } from './stories.ts'

/** What a proof came to. */
type Looked = { readonly right: boolean } | { readonly right: 'more'; readonly challenge: Challenge }

/** Where the browser shows a card: it comes back with what was seen, whichever card it was. */
export const cardPath = '/api/mock-card'
export const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

const waiting: readonly FactorName[] = ['manager-approval', 'colleague-approval']

/** The challenges of every kind. An approval is given when the page has asked a few times. */
export function createChallenges() {
  const looks = new Map<string, number>()
  const isReady = (session: string) => (looks.get(session) ?? 0) > looksUntilKnown
  return {
    begin(session: string, factor: FactorName, origin: string): Challenge {
      looks.set(session, 0)
      return begun(factor, origin)
    },
    ready(session: string): { readonly ready: boolean } {
      looks.set(session, (looks.get(session) ?? 0) + 1)
      return { ready: isReady(session) }
    },
    look(session: string, factor: FactorName, answer: string): Looked {
      if (factor === 'radius' && answer === 'first') {
        return {
          right: 'more',
          challenge: { kind: 'more', prompt: 'Type the code that your token shows now:' },
        }
      }
      if (waiting.includes(factor)) return { right: isReady(session) }
      return { right: isRight(factor, answer) }
    },
  }
}

export type Challenges = ReturnType<typeof createChallenges>

function begun(factor: FactorName, origin: string): Challenge {
  switch (factor) {
    case 'passkey':
      return {
        kind: 'passkey',
        options: { challenge: random(), rpId: 'localhost', userVerification: 'required' },
      }
    case 'smart-card':
      return { kind: 'card', url: `${origin}${cardPath}`, ticket: 'T1' }
    case 'mail-code':
    case 'sms-code':
      return { kind: 'sent', expires: inMinutes(10) }
    case 'manager-approval':
    case 'colleague-approval':
      return { kind: 'waiting', number: '47', expires: inMinutes(10) }
    case 'questions':
      return { kind: 'questions', questions: questions.slice(0, 2) }
    case 'totp':
    case 'token':
    case 'access-pass':
    case 'recovery-code':
    case 'radius':
      return { kind: 'type' }
  }
}

function isRight(factor: FactorName, answer: string): boolean {
  if (factor === 'passkey') return answer.includes('"signature"')
  if (factor === 'questions') return (answer.match(/"answer":"blue"/g) ?? []).length === 2
  return answer === rightAnswerTo(factor)
}

export const random = () => randomBytes(32).toString('base64url')
