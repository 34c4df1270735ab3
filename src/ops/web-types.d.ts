// Names of the web platform that Node has as values only, for code that runs on both.
type TextDecoder = InstanceType<typeof globalThis.TextDecoder>;

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  const Instance: new (module: Module) => { readonly exports: object };
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
