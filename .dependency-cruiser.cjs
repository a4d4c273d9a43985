// The direction of dependency, held by machine: renderer → app ← main; inside app, downward only. Types count too.
const only = (name, to, from) => ({
  name,
  severity: 'error',
  from: { path: '^(app|main|renderer)/', pathNot: from },
  to: { path: to },
})
module.exports = {
  forbidden: [
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
      name: 'geometry-below-all',
      severity: 'error',
      from: { path: '^app/geometry/' },
      to: { path: '^app/(?!geometry/|failure|result|given)' },
    },
    {
      name: 'trace-on-geometry',
      severity: 'error',
      from: { path: '^app/trace/' },
      to: { path: '^app/(?!trace/|geometry/|failure|result|given)' },
    },
    {
      name: 'code-on-geometry',
      severity: 'error',
      from: { path: '^app/code/' },
      to: { path: '^app/(?!code/|geometry/|given)' },
    },
    {
      name: 'dialects-on-trace',
      severity: 'error',
      from: { path: '^app/dialects/' },
      to: { path: '^app/(?!dialects/|code/|trace/|geometry/|failure|result|given)' },
    },
    {
      name: 'reading-on-dialects',
      severity: 'error',
      from: { path: '^app/reading/' },
      to: { path: '^app/(?!reading/|dialects/|trace/|geometry/|failure|result|given)' },
    },
    {
      name: 'only-host-above-reasoning',
      severity: 'error',
      from: { path: '^app/(reading|reasoning|formats|exports|rewards|metrics)/' },
      to: { path: '^app/(host|contract|port|addresses)' },
    },
    only(
      'electron-in-four-files',
      '^electron$|node_modules/electron/',
      '^main/(desktop|preload|shell/window|ports/electron)\\.ts$',
    ),
    only('onnxruntime-in-onnx', 'node_modules/onnxruntime-node/', '^main/models/onnx/'),
    // Inference has its own process: nothing that runs elsewhere reaches the runtime, however far the way.
    {
      name: 'inference-in-its-own-process',
      severity: 'error',
      from: { path: '^main/(desktop|cli|services|preload|host/host|http/server)\\.ts$' },
      to: { path: 'node_modules/onnxruntime-node/', reachable: true },
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
