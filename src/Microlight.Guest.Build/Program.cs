// Compiles assemblies to a guest image: Microlight.Guest.Build RESPONSE-FILE, a line per option (see BuildOptions).
// Errors go to standard output as MSBuild reads them: "NAME : error CODE: text".
using Microlight.Guest.Build;
using Microlight.Wasm;

try
{
    if (args.Length != 1) throw new BuildErrorException("MLG100", "Microlight.Guest.Build takes one argument, a file of options; Microlight.Guest.targets writes it.");
    GuestBuilder.Build(BuildOptions.Read(args[0]));
    return 0;
}
catch (BuildErrorException e)
{
    Console.WriteLine($"Microlight.Guest.Build : error {e.Code}: {e.Message}");
}
catch (WasmCompilationException e)
{
    Console.WriteLine($"Microlight.Guest.Build : error MLG103: {e.Message}");
}
catch (IOException e)
{
    Console.WriteLine($"Microlight.Guest.Build : error MLG104: {e.Message}");
}
return 1;
