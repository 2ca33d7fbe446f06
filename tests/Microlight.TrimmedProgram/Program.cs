using Microlight;
using Microlight.Wasi;
using Microlight.Wasi.Cli;
using Microlight.Wasm;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// usage: PROGRAM GUEST.elf [MODULE.wasm]   (the guest is PoolGuest of the tests)
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Configuration.AddInMemoryCollection([new("Vm:ImagePath", args[0]), new("Vm:Pool:Maximum", "2"), new("Vm:Pool:Reset", "RestoreOnRent")]);
var calls = 0;
builder.Services.AddMicroVm("vm")
    .Bind(builder.Configuration.GetSection("Vm"))
    .ConfigureSandbox((_, options) => options with { HostFunctions = new HostFunctions().Add("Host", () => { calls++; }) })
    .WarmUp(sandbox => sandbox.Call<ulong>("Count"));
using (var host = builder.Build())
{
    await host.StartAsync();
    var pool = host.Services.GetRequiredKeyedService<SandboxPool>("vm");
    using (var lease = await pool.RentAsync())
    {
        lease.Sandbox.Call("CallHost");
        Console.WriteLine($"count {lease.Sandbox.Call<ulong>("Count")}, {calls} host calls");
        try
        {
            lease.Sandbox.Call("Trap");
        }
        catch (GuestTrapException exception)
        {
            Console.WriteLine(exception.Message);
        }
    }
    await host.StopAsync();
}
if (args.Length > 1)
{
    using var image = WasmCache.Default.GetOrCompile(File.ReadAllBytes(args[1]), Path.GetFileName(args[1]));
    using var wasi = new WasiContext(new WasiOptions { Arguments = ["program"], StandardOutput = WasiOutput.HostStandardOutput });
    using var instance = WasmInstance.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().AddWasiPreview1(wasi) });
    Console.WriteLine($"exports: {string.Join(' ', image.Functions.Select(function => function.Name))}");
    try
    {
        instance.Invoke("_start", []);
        Console.WriteLine("ran");
    }
    catch (GuestExitException exit)
    {
        Console.WriteLine($"exited with {exit.ExitCode}");
    }
}
return 0;
