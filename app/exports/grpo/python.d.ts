/** Python files as text: `import text from './NAME.py?raw'` (Vite and Vitest read them so). */
declare module '*.py?raw' {
  const text: string
  export default text
}
