import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { colours, theme } from '../ui/index.ts'
import { WordsProvider, type Language, type Words } from '../words/index.ts'
import { OrganisationProvider } from '../organisation/index.ts'
import { Shell } from './shell.tsx'

/** Everything a page stands on: words, colours, the API's answers. */
export function Portal({ language, words }: { readonly language: Language; readonly words: Words }) {
  const [queries] = useState(
    // Answers are the truth of the moment: asked for anew on each page and whenever the window is looked at again.
    () => new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0 } } }),
  )
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={colours}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <WordsProvider language={language} words={words}>
        <QueryClientProvider client={queries}>
          <OrganisationProvider>
            <Shell />
          </OrganisationProvider>
        </QueryClientProvider>
      </WordsProvider>
    </MantineProvider>
  )
}

/** What the server wrote into index.html for this one answer; it allows just the styles that are made here. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? ''
}
