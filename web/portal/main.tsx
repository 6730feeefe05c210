import '../ui/styles.ts'
import { createRoot } from 'react-dom/client'
import { loadWords, preferredLanguage } from '../words/index.ts'
import { Portal } from './portal.tsx'
import { takeCard } from './proof/card-fragment.ts'

takeCard()
const language = preferredLanguage()
const words = await loadWords(language)
const place = document.getElementById('portal')
if (place !== null) createRoot(place).render(<Portal language={language} words={words} />)
