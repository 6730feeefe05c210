/**
 * The Node release that Keyturn is built and tested on. Plain JavaScript, so that an older Node gets this sentence
 * instead of a syntax error.
 */
const needed = 24

export function assertRuntime() {
  const major = Number(process.versions.node.split('.')[0])
  if (major === needed) return
  process.stderr.write(
    `Keyturn needs Node ${needed}; this is ${process.version}. ` +
      `Run it by "npm run" or bin/keyturn, which use the release in node_modules (npm ci installs it).\n`,
  )
  process.exit(2)
}
