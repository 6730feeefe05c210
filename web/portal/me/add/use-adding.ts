import type { FactorName, FactorOffer, Me } from '@keyturn/contract'
import { useMutation } from '@tanstack/react-query'
import { go, hrefOf } from '../../../address/index.ts'
import { confirmFactor, offerFactor } from '../../../api/index.ts'
import { useMyStep, useSignedOutCheck } from '../../sign-in/use-me.ts'

export type OfferOf<Kind extends FactorOffer['kind']> = Extract<FactorOffer, { kind: Kind }>

/** Asks for an offer of one factor. @throws {Error} for an offer of another kind: another server than this page's. */
export async function offerOf<Kind extends FactorOffer['kind']>(
  kind: Kind,
  factor: FactorName,
  wish?: string,
): Promise<OfferOf<Kind>> {
  const offer = await offerFactor({ factor, ...(wish !== undefined && { wish }) })
  if (offer.kind !== kind) throw new Error(`an offer of ${offer.kind}, not ${kind}`)
  return offer as OfferOf<Kind>
}

export function useOffer<Kind extends FactorOffer['kind']>(kind: Kind, factor: FactorName) {
  return useMutation({
    mutationFn: (wish: string | undefined) => offerOf(kind, factor, wish),
    onError: useSignedOutCheck(),
  })
}

/** The last step of adding; then the person sees what she has, or saves her first recovery codes. */
export function useConfirm() {
  return useMyStep(confirmFactor, leave)
}

function leave(me: Me): void {
  go(hrefOf(me.recoveryCodesLeft === 0 ? '/me/recovery-codes' : '/me'))
}
