// The default theme with the licence below each page. Its own footer is absent from pages with a sidebar.
import DefaultTheme from 'vitepress/theme'
import { h } from 'vue'
import './style.css'

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      'doc-after': () => h('footer', { class: 'licence' }, 'Sidecast, Apache License 2.0'),
    }),
}
