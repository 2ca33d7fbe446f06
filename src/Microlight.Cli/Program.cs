using Microlight.Cli;
using Microlight.Wasm;

// The command line of Microlight: docs/cli.md is its manual.
// What a run needs is loaded on a second processor while this one reads the command line.
if (args is ["run", ..]) WasmCache.WarmUp();
return CommandLine.Run(args);
