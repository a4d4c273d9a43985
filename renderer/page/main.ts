/**
 * A shared page: traces with their images, to be read, stepped through, played and printed anywhere, by whoever gets the file. One place
 * (`Place`), one function that shows it; other ways of showing (a presenter) can stand on the same two.
 */
import './page.css'
import './story.css'
import './list.css'
import './media.css'
import { createPage } from './page'
import { pageSource } from './source'

const root = document.getElementById('page')
if (root !== null) {
  try {
    createPage(root, pageSource())
  } catch (error) {
    root.textContent = error instanceof Error ? error.message : String(error)
  }
}
