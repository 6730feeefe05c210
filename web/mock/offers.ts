import type { FactorOffer, RouteBody } from '@keyturn/contract'
import { cardPath, random } from './challenges.ts'
import { questions, rightAnswerTo } from './stories.ts'
import { MockRefusal } from './visit.ts'

const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const id = 'o1'

/** An offer of each kind; a wish of `nobody` is somebody else's. */
export function offerOf(
  { factor, wish }: RouteBody<'person.offer-factor'>,
  name: string,
  origin: string,
): FactorOffer {
  if (wish === 'nobody') throw new MockRefusal('request.invalid')
  switch (factor) {
    case 'totp': {
      const uri = `otpauth://totp/corp.example:${name}?secret=${seed}&issuer=corp.example`
      return { kind: 'totp', id, seed, uri }
    }
    case 'passkey':
      return { kind: 'passkey', id, options: passkeyOptions(name) }
    case 'smart-card':
      return { kind: 'card', id, url: `${origin}${cardPath}`, ticket: 'T2' }
    case 'mail-code':
      return { kind: 'sent', id, to: 'a•••@mail.example' }
    case 'sms-code':
      return { kind: 'sent', id, to: '+49 ••• 678' }
    case 'token':
      return { kind: 'token', id, codes: 2 }
    case 'questions':
      return { kind: 'questions', id, least: 3, questions: [...questions] }
    case 'access-pass':
    case 'recovery-code':
    case 'radius':
    case 'manager-approval':
    case 'colleague-approval':
      throw new MockRefusal('request.invalid')
  }
}

export function isConfirmed({ factor, answer }: RouteBody<'person.confirm-factor'>): boolean {
  if (factor === 'passkey') return answer.includes('"attestationObject"')
  if (factor === 'questions') return !answer.includes('"answer":"no"')
  return answer === (factor === 'token' ? '246810 135791' : rightAnswerTo(factor))
}

function passkeyOptions(name: string): Extract<FactorOffer, { kind: 'passkey' }>['options'] {
  return {
    challenge: random(),
    rp: { id: 'localhost', name: 'Corp Example' },
    user: { id: random(), name, displayName: 'Anna Berg' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  }
}
