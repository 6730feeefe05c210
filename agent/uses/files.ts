/** Pure. `User=` of a unit (systemd.exec(5)): the last one counts; undefined: none, or one that only its run decides. */
export function unitUser(text: string): string | undefined {
  const users = [...text.matchAll(/^[ \t]*User[ \t]*=[ \t]*(.*?)[ \t]*$/gm)].map(([, name = '']) => name)
  const last = users.at(-1)
  return last === undefined || last === '' || last.includes('%') ? undefined : last
}

/** Pure. The sixth field of each line of a system crontab (crontab(5)), the second one after `@daily` and its like. */
export function cronUsers(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    const [first = ''] = fields
    if (first === '' || first.startsWith('#') || /^[A-Za-z_]\w*\s*=/.test(line.trim())) return []
    const user = first.startsWith('@') ? fields[1] : fields[5]
    return user === undefined ? [] : [user]
  })
}
