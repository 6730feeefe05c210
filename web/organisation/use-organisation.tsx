import type { PortalAbout } from '@keyturn/contract'
import { useQuery } from '@tanstack/react-query'
import { createContext, use, type ReactNode } from 'react'
import { viewPortal } from '../api/index.ts'
import { useWords } from '../words/index.ts'

/** Whether it is closed the server says again at each step. */
const unknown = { selfService: 'open', distrusts: false } as const
const Context = createContext<PortalAbout | undefined>(undefined)

export function OrganisationProvider({ children }: { readonly children: ReactNode }) {
  const { data } = useQuery({ queryKey: ['portal'], queryFn: viewPortal, staleTime: 30_000 })
  return <Context value={data}>{children}</Context>
}

/** Until the server has said it, and while it does not answer, the names that fit everywhere. */
export function useOrganisation(): PortalAbout {
  const { words } = useWords()
  return use(Context) ?? { name: 'Keyturn', helpDesk: words.product.helpDesk, ...unknown }
}
