// The direction of dependency, held by machine: renderer → app ← main; inside app, downward only. Types count too.
const only = (name, to, from) => ({
  name,
  severity: 'error',
  from: { path: '^(app|main|renderer)/', pathNot: from },
  to: { path: to },
})

/**
 * What each folder may import besides itself and the loose files of its room. A folder that is not named here is not held; folders of a row that
 * need each other are kept apart by `no-cycles`.
 */
const loose = {
  app: 'failure|result|given|message|async|beginning|stretches|file-name|json|lists|hash|extent|python-float',
  main: '(?!)',
  renderer: 'use-session',
}
const layers = {
  app: {
    geometry: [],
    language: [],
    paint: ['geometry'],
    story: ['dialects', 'geometry', 'paint', 'trace'],
    figures: ['geometry', 'paint', 'story', 'trace'],
    trace: ['geometry'],
    queues: ['trace'],
    attention: ['geometry', 'trace'],
    code: ['geometry'],
    reading: ['dialects', 'geometry', 'trace'],
    dialects: ['code', 'geometry', 'trace'],
    metrics: ['geometry', 'trace'],
    benchmarks: ['geometry', 'metrics'],
    formats: ['dialects', 'geometry', 'reading', 'trace'],
    readers: ['dialects', 'formats', 'geometry', 'reading', 'trace'],
    reasoning: ['attention', 'dialects', 'geometry', 'reading', 'trace'],
    checks: ['dialects', 'geometry', 'queues', 'reading', 'reasoning', 'trace'],
    rewards: ['formats', 'geometry', 'metrics', 'trace'],
    groups: ['dialects', 'formats', 'geometry', 'reading', 'reasoning', 'rewards', 'trace'],
    exports: ['dialects', 'formats', 'geometry', 'reading', 'reasoning', 'rewards', 'trace'],
  },
  main: {
    images: [],
    net: [],
    figures: ['images', 'resources'],
    resources: [],
    shell: [],
    store: [],
    models: ['images', 'net', 'store'],
    ports: ['models'],
    'image-process': ['figures', 'images', 'models', 'ports', 'store'],
    runs: ['models', 'store'],
    shelf: ['ports', 'store'],
    hub: ['models', 'net', 'shelf', 'store'],
    'openai-server': ['http', 'models'],
  },
  renderer: {
    language: [],
    canvas: ['language'],
    film: ['canvas', 'session'],
    ports: ['language'],
    parts: ['language'],
    words: ['language', 'session'],
    session: ['canvas', 'language', 'ports', 'words'],
    commands: ['language', 'session', 'words'],
    controls: ['commands', 'language', 'parts', 'session', 'words'],
    panels: ['canvas', 'commands', 'controls', 'language', 'parts', 'session', 'words'],
  },
}
/** Files that break their layer today; test/house/debts.test.ts lets the list shrink only. */
const debts = require('./test/house/layer-debts.json')
const layerRules = Object.entries(layers).flatMap(([top, folders]) =>
  Object.entries(folders).map(([folder, below]) => ({
    name: `${top}-${folder}-stays-low`,
    comment: `${top}/${folder} may use ${below.join(', ') || 'nothing'} of ${top}.`,
    severity: 'error',
    from: { path: `^${top}/${folder}/`, pathNot: debts.map((file) => `^${file.replaceAll('.', '\\.')}$`) },
    to: {
      path: `^${top}/`,
      pathNot: `^${top}/((${[folder, ...below].join('|')})/|(${loose[top]})\\.ts$)`,
    },
  })),
)

module.exports = {
  forbidden: [
    ...layerRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'app-is-pure',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^(main|renderer|test|scripts)/' },
    },
    {
      name: 'app-uses-no-platform',
      severity: 'error',
      from: { path: '^app/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'app-packages',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: 'node_modules', pathNot: 'node_modules/(zod)/' },
    },
    {
      name: 'renderer-not-main',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|test|scripts)/' },
    },
    {
      name: 'main-not-renderer',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^(renderer|test|scripts)/' },
    },
    {
      name: 'only-host-above-reasoning',
      severity: 'error',
      from: { path: '^app/(reading|reasoning|formats|exports|rewards|metrics)/' },
      to: { path: '^app/(host|contract|port|addresses)' },
    },
    only(
      'electron-in-its-folder',
      '^electron$|node_modules/electron(-updater)?/',
      '^main/((desktop|preload|ports/electron)\\.ts$|electron/)',
    ),
    // Where Electron brings a GLib of its own, it has to be opened with care.
    only('sharp-by-one-door', 'node_modules/sharp/', '^main/images/sharp\\.ts$'),
    only('onnxruntime-in-onnx', 'node_modules/onnxruntime-node/', '^main/models/onnx/'),
    // Inference has its own process: nothing that runs elsewhere reaches the runtime, however far the way.
    {
      name: 'inference-in-its-own-process',
      severity: 'error',
      from: { path: '^main/(desktop|cli|services|preload|host/host|http/server)\\.ts$' },
      to: { path: 'node_modules/onnxruntime-node/', reachable: true },
    },
    {
      name: 'session-knows-no-react',
      severity: 'error',
      from: { path: '^renderer/(session|commands|ports|words)/' },
      to: { path: 'node_modules/(react|react-dom|konva|react-konva)/' },
    },
    {
      name: 'tools-know-no-konva',
      severity: 'error',
      from: { path: '^renderer/canvas/tools/' },
      to: { path: 'node_modules/(konva|react-konva)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.d.ts'] },
  },
}
