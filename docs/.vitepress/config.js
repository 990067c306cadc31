// The configuration of the documentation site, which bin/docs builds.
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig } from 'vitepress'
import { codeGroups, githubSlug, repositoryLinks } from './markdown.js'

const docs = resolve(import.meta.dirname, '..')

const page = (text, link) => ({ text, link })

// The address of the repository's files, for links that leave docs. GitHub Actions sets the variables.
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env
const repository = GITHUB_REPOSITORY && `${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY}/blob/main/`

const decisions = readdirSync(join(docs, 'decisions'))
  .filter((name) => /^\d{4}-/.test(name))
  .sort()
  .map((name) => page(title(name), `/decisions/${name.replace('.md', '')}`))

const sidebar = [
  { text: 'Start', items: [page('First steps', '/')] },
  {
    text: 'Guides',
    items: [
      page('Spring Boot', '/spring-boot'),
      page('Plain Java', '/java'),
      page('Testing', '/testing'),
      page('Clusters', '/cluster'),
      page('Reliability', '/reliability'),
      page('Security', '/security'),
      page('Deployment', '/deployment'),
      page('Kubernetes', '/kubernetes'),
      page('Operations', '/operations'),
      page('Admin UI', '/admin-ui'),
    ],
  },
  {
    text: 'Coming from',
    items: [
      page('netty-socketio', '/from-netty-socketio'),
      page('Socket.IO for Node', '/from-nodejs'),
    ],
  },
  {
    text: 'Brokers',
    items: [
      page('Redis', '/brokers/redis'),
      page('NATS', '/brokers/nats'),
      page('RabbitMQ', '/brokers/rabbitmq'),
      page('Kafka', '/brokers/kafka'),
      page('Writing a broker', '/writing-a-broker'),
    ],
  },
  {
    text: 'Reference',
    items: [
      page('Settings', '/settings'),
      page('Public API', '/api'),
      page('Values', '/values'),
      page('Features', '/compliance'),
      page('Glossary', '/glossary'),
    ],
  },
  {
    text: 'Project',
    items: [
      page('Architecture', '/architecture'),
      { text: 'Decisions', link: '/decisions/', collapsed: true, items: decisions },
      page('Benchmarks', '/benchmarks'),
      page('Conformance', '/conformance'),
      page('Releases', '/releases'),
    ],
  },
]

requireEveryPage()

export default defineConfig({
  title: 'Sidecast',
  description: 'A Socket.IO server for the JVM that scales out over the message broker you already run.',
  lang: 'en-GB',
  cleanUrls: true,
  srcExclude: ['node_modules/**'],
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    anchor: { slugify: githubSlug },
    languageAlias: { haproxy: 'nginx' },
    config(md) {
      md.use(codeGroups)
      md.use(repositoryLinks, { docs, repository })
    },
  },
  themeConfig: {
    nav: [
      page('Start', '/'),
      page('Spring Boot', '/spring-boot'),
      page('Plain Java', '/java'),
      page('Settings', '/settings'),
      page('Reliability', '/reliability'),
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
  },
})

// 0008-room-buckets.md has the title "0008 Room buckets".
function title(name) {
  const [, number, words] = name.match(/^(\d{4})-(.*)\.md$/)
  const text = words.replaceAll('-', ' ')
  return `${number} ${text[0].toUpperCase()}${text.slice(1)}`
}

// VitePress checks the links of pages, and not those of the sidebar.
function requireEveryPage() {
  const listed = sidebar.flatMap((group) => group.items).flatMap((item) => [item, ...(item.items ?? [])])
  const files = listed.map(({ link }) => `${link.slice(1).replace(/(^|\/)$/, '$1index')}.md`)
  const missing = files.filter((file) => !existsSync(join(docs, file.replace('decisions/index', 'decisions/README'))))
  const unlisted = ['', 'brokers/']
    .flatMap((folder) => readdirSync(join(docs, folder)).map((name) => folder + name))
    .filter((name) => name.endsWith('.md') && !files.includes(name))
  if (missing.length + unlisted.length > 0) {
    throw new Error(`the sidebar lists pages that do not exist [${missing}], and has no entry for [${unlisted}]`)
  }
}
