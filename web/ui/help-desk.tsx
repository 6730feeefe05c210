import { useOrganisation } from '../organisation/index.ts'
import { useWords } from '../words/index.ts'

/** Whom to call, beside whatever the person cannot do here herself. */
export function HelpDesk({ ifItStays = false }: { readonly ifItStays?: boolean }) {
  const { words } = useWords()
  const { helpDesk } = useOrganisation()
  return (
    <p className="kt-help-desk">{(ifItStays ? words.product.callIfItStays : words.product.call)(helpDesk)}</p>
  )
}
