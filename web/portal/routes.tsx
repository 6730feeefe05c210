import { lazy, type ReactNode } from 'react'
import type { Path, Search } from '../address/index.ts'
import { Home } from './home.tsx'
import { ResetPage } from './reset/page.tsx'

// Pages behind the current password: nobody at a locked screen waits for them to load.
const SignInPage = lazy(async () => ({ default: (await import('./sign-in/page.tsx')).SignInPage }))
const MePage = lazy(async () => ({ default: (await import('./me/page.tsx')).MePage }))
const TotpPage = lazy(async () => ({ default: (await import('./me/totp.tsx')).TotpPage }))
const RecoveryCodesPage = lazy(async () => ({
  default: (await import('./me/recovery-codes.tsx')).RecoveryCodesPage,
}))
const AddPage = lazy(async () => ({ default: (await import('./me/add/page.tsx')).AddPage }))
const ApprovalsPage = lazy(async () => ({ default: (await import('./approvals/page.tsx')).ApprovalsPage }))
const CampaignsPage = lazy(async () => ({ default: (await import('./campaigns/page.tsx')).CampaignsPage }))
const LockdownPage = lazy(async () => ({ default: (await import('./lockdown/page.tsx')).LockdownPage }))
// Whoever comes here has the portal on another device, with a network.
const NoNetworkPage = lazy(async () => ({ default: (await import('./no-network/page.tsx')).NoNetworkPage }))
const NotMePage = lazy(async () => ({ default: (await import('./not-me/page.tsx')).NotMePage }))
const ChangePage = lazy(async () => ({ default: (await import('./change/page.tsx')).ChangePage }))
const ActivityPage = lazy(async () => ({ default: (await import('./activity/page.tsx')).ActivityPage }))

/** Which page is at which address. */
export const pages: Readonly<Record<Path, (search: Search) => ReactNode>> = {
  '/': ({ launch }) => <Home launch={launch} />,
  '/reset': (search) => <ResetPage key="reset" purpose="reset" search={search} />,
  '/unlock': (search) => <ResetPage key="unlock" purpose="unlock" search={search} />,
  '/why': (search) => <ResetPage key="why" purpose="why" search={search} />,
  '/no-network': () => <NoNetworkPage />,
  '/sign-in': () => <SignInPage />,
  '/me': ({ remove, rename }) => <MePage remove={remove} rename={rename} />,
  '/me/add': ({ way }) => <AddPage way={way} />,
  '/approvals': () => <ApprovalsPage />,
  '/campaigns': () => <CampaignsPage />,
  '/lockdown': () => <LockdownPage />,
  '/not-me': () => <NotMePage />,
  '/me/totp': () => <TotpPage />,
  '/me/recovery-codes': () => <RecoveryCodesPage />,
  '/change': () => <ChangePage />,
  '/activity': () => <ActivityPage />,
}
