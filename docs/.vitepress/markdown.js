// Extensions of the Markdown of the pages, which stays readable on GitHub.
import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

// The anchor that GitHub gives to a heading, so that the same links work in both places.
export function githubSlug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}

// Shows adjacent code blocks with a title, ```xml [Maven], as tabs. GitHub shows one below the other.
export function codeGroups(md) {
  md.core.ruler.push('code-groups', ({ tokens, Token }) => {
    for (let start = 0; start < tokens.length; start++) {
      let end = start
      while (isTitledBlock(tokens[end])) {
        end++
      }
      if (end - start > 1) {
        const open = new Token('container_code-group_open', 'div', 1)
        const close = new Token('container_code-group_close', 'div', -1)
        open.block = close.block = true
        open.info = close.info = 'code-group'
        tokens.splice(end, 0, close)
        tokens.splice(start, 0, open)
        end += 2
      }
      start = Math.max(start, end)
    }
  })
}

function isTitledBlock(token) {
  return token?.type === 'fence' && /\[.+\]/.test(token.info)
}

// Directs links that leave docs, such as ../CONTRIBUTING.md, to the repository. Without an address of the repository the
// text of the link stays. A file that does not exist ends the build.
export function repositoryLinks(md, { docs, repository }) {
  md.core.ruler.after('inline', 'repository-links', (state) => {
    for (const block of state.tokens) {
      for (const [index, token] of (block.children ?? []).entries()) {
        if (token.type === 'link_open') {
          redirect(token, closeOf(block.children, index), state.env)
        }
      }
    }
  })

  function redirect(open, close, env) {
    const href = open.attrGet('href')
    if (/^(\w+:|#|\/)/.test(href)) {
      return
    }
    const [path, anchor] = href.split('#')
    const file = join(dirname(join(docs, env.relativePath)), decodeURI(path))
    if (!relative(docs, file).startsWith('..')) {
      open.attrSet('href', href.replace(/README\.md(?=#|$)/, 'index.md'))
      return
    }
    if (!existsSync(file)) {
      throw new Error(`${env.relativePath}: dead link ${href}`)
    }
    if (repository) {
      const target = relative(dirname(docs), file).split(sep).join('/')
      open.attrSet('href', repository + target + (anchor ? `#${anchor}` : ''))
      return
    }
    open.tag = close.tag = 'span'
    open.attrs = null
    open.type = 'span_open'
    close.type = 'span_close'
  }
}

function closeOf(tokens, open) {
  return tokens.slice(open).find((token) => token.type === 'link_close')
}
