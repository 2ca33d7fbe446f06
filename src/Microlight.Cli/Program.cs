using Microlight.Cli;

// The command line of Microlight: docs/cli.md is its manual.
return CommandLine.Run(args);
