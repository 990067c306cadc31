// Stores where the server is, so that the page need not ask, and goes on to the page.
const { path, namespace } = document.documentElement.dataset
try {
  localStorage.setItem('server_url', location.origin)
  localStorage.setItem('path', path)
  localStorage.setItem('namespace', namespace)
} catch {
  // Without storage the page asks for the address.
}
location.replace('index.html')
