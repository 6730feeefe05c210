import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words/index.ts'

/** The page's one button. While it works it cannot be pressed twice, and says so. */
export function Submit({ busy, children }: { readonly busy: boolean; readonly children: ReactNode }) {
  const { words } = useWords()
  return (
    <div>
      <Button type="submit" size="lg" fullWidth loading={busy}>
        {children}
      </Button>
      <span role="status" className="kt-hidden">
        {busy ? words.product.loading : ''}
      </span>
    </div>
  )
}
