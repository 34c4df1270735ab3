// Names of the web platform that Node has as values only, for code that runs on both.
type TextDecoder = InstanceType<typeof globalThis.TextDecoder>;
