import { createMemoryStore } from './testing/memory-store.ts'
import { storeSuite } from './testing/store-suite.ts'

storeSuite('memory', async () => createMemoryStore())
