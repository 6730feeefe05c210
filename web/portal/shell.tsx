import type { KioskMark } from '@keyturn/contract'
import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { Suspense } from 'react'
import { linkTo, useAddress, type Path } from '../address/index.ts'
import { useOrganisation } from '../organisation/index.ts'
import { Logo, Waiting } from '../ui/index.ts'
import { languageNames, useWords } from '../words/index.ts'
import { Boundary } from './boundary.tsx'
import { Closed, isClosed } from './lockdown/closed.tsx'
import { NotFound } from './lost.tsx'
import { pages } from './routes.tsx'

const kiosk: KioskMark = 'KeyturnKiosk/1'
const schemes: readonly MantineColorScheme[] = ['auto', 'light', 'dark']

/** What is around every page: the mark, the language, the colours, and where to find a person. */
export function Shell() {
  const { words } = useWords()
  const { name, helpDesk } = useOrganisation()
  const { launch } = useAddress().search
  return (
    <div className="kt-frame">
      <a className="kt-skip" href="#content">
        {words.product.skip}
      </a>
      <header className="kt-header">
        <a className="kt-brand" aria-label={words.product.home(name)} {...linkTo('/', { launch })}>
          <Logo />
          {name}
        </a>
        <LanguageChoice />
      </header>
      <main id="content" className="kt-main" tabIndex={-1}>
        <PageHere />
      </main>
      <footer className="kt-footer">
        {navigator.userAgent === kiosk && <p>{words.product.escape}</p>}
        <p>{words.product.callForHelp(helpDesk)}</p>
        <ColourChoice />
      </footer>
    </div>
  )
}

function PageHere() {
  const { words } = useWords()
  const { path, search } = useAddress()
  const { selfService } = useOrganisation()
  const page = isPath(path) ? pages[path] : undefined
  const closed = isPath(path) && isClosed(path, selfService)
  return (
    <Boundary place={path}>
      <Suspense fallback={<Waiting text={words.product.loading} />}>
        {closed ? <Closed /> : page === undefined ? <NotFound /> : page(search)}
      </Suspense>
    </Boundary>
  )
}

function isPath(path: string): path is Path {
  return Object.hasOwn(pages, path)
}

function LanguageChoice() {
  const { words, language, setLanguage } = useWords()
  return (
    <select
      className="kt-setting"
      aria-label={words.language.choose}
      value={language}
      onChange={(event) => {
        const chosen = languageNames.find(([tag]) => tag === event.currentTarget.value)
        if (chosen !== undefined) void setLanguage(chosen[0])
      }}
    >
      {languageNames.map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  )
}

function ColourChoice() {
  const { words } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <label>
      {words.product.theme.label}{' '}
      <select
        className="kt-setting"
        value={colorScheme}
        onChange={(event) => {
          const chosen = schemes.find((scheme) => scheme === event.currentTarget.value)
          if (chosen !== undefined) setColorScheme(chosen)
        }}
      >
        {schemes.map((scheme) => (
          <option key={scheme} value={scheme}>
            {words.product.theme[scheme]}
          </option>
        ))}
      </select>
    </label>
  )
}
